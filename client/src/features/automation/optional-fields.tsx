import type { ReactNode } from 'react';
import css from './optional-fields.module.css';

/** Fields that few people need, behind a heading. */
export function OptionalFields({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details>
      <summary className={css.summary}>{label}</summary>
      <div className={css.fields}>{children}</div>
    </details>
  );
}
