import { useTranslation } from '../../i18n/use-translation.ts';
import css from './grid.module.css';

/** The whole text of the chosen cell, below the grid, with what is wrong with it. */
export function GridReader({
  id,
  label,
  text,
  bad,
  note,
}: {
  id: string;
  /** The column of the chosen cell; undefined while none is chosen. */
  label: string | undefined;
  text: string;
  bad: string | undefined;
  note: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    // A long text scrolls, which must be possible by keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <div className={css.reader} role="group" aria-label={t('grid.cell')} aria-live="off" id={id} tabIndex={0}>
      {label === undefined ? (
        <span className="muted">{t('grid.nothing')}</span>
      ) : (
        <>
          <span className={css.readName}>{label}</span>
          <span className={css.readText}>
            {text === '' ? <span className="muted">{t('value.empty')}</span> : text}
            {bad && <span className={css.readBad}> — {bad}</span>}
            {note && <span className="muted"> — {note}</span>}
          </span>
        </>
      )}
    </div>
  );
}
