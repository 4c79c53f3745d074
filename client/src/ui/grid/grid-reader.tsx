import { useTranslation } from 'react-i18next';
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
    <div className={css.reader} aria-live="off" id={id}>
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
