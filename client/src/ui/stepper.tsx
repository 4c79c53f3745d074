import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from '../i18n/use-translation.ts';
import css from './stepper.module.css';

/** Where in the three steps one is. */
export function Stepper({ at }: { at: 0 | 1 | 2 }) {
  const { t } = useTranslation();
  return (
    <ol className={css.stepper}>
      {[t('import.stepUpload'), t('import.stepColumns'), t('import.stepImport')].map((name, step) => (
        <li
          key={name}
          className={step < at ? css.past : step === at ? css.now : ''}
          aria-current={step === at ? 'step' : undefined}
        >
          <span className={css.dot} aria-hidden="true">
            {step < at ? <IconCheck size={11} stroke={3} /> : step + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  );
}
