import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './state-badge.module.css';

/** What a badge says without words: by its colour. */
export type BadgeTone = 'plain' | 'running' | 'good' | 'warn' | 'bad';

const LOOKS = {
  plain: '',
  running: css.running,
  good: css.succeeded,
  warn: css.partly,
  bad: css.failed,
} as const;

/** A state in a word, a colour and a shape. */
export function Badge({ tone, icon: Shape, children }: { tone: BadgeTone; icon: Icon; children: ReactNode }) {
  return (
    <span className={`${css.badge} ${LOOKS[tone] ?? ''}`}>
      <Shape size={13} stroke={2.2} aria-hidden="true" />
      {children}
    </span>
  );
}
