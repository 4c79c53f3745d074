import { IconFileSpreadsheet } from '@tabler/icons-react';
import { Stepper } from '../../ui/stepper.tsx';
import css from './import.module.css';

/** The name of the file on its way to an import, and the step. */
export function FileHead({ name, detail, step }: { name: string; detail: string; step: 0 | 1 }) {
  return (
    <div className={css.head}>
      <Stepper at={step} />
      <div className="row">
        <span className={css.fileIcon} aria-hidden="true">
          <IconFileSpreadsheet size={22} stroke={1.5} />
        </span>
        <div style={{ minWidth: 0 }}>
          <h1 className="one-line" title={name}>
            {name}
          </h1>
          <p className="muted small digits">{detail}</p>
        </div>
      </div>
    </div>
  );
}
