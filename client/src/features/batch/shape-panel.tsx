import { formatRowCount } from '../../i18n/format-row-count.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import css from './batch.module.css';
import { alongWith, type Shape } from './group-sheets.ts';

/** Sheets with the same columns, to be imported together. */
export function ShapePanel({ shape, table, batch }: { shape: Shape; table: string | undefined; batch: string[] }) {
  const { t } = useTranslation();
  const open = shape.sheets.filter(({ imported }) => !imported);
  const wanted = open.length > 0 ? open : shape.sheets;
  const [first, ...others] = wanted as [Shape['sheets'][number]];
  const along = alongWith(first, others);
  const search = {
    sheet: first.sheet.index,
    batch,
    ...(along.length > 0 && { moreSheets: along }),
    ...(table && { table }),
  };
  return (
    <section className="panel">
      <div className={css.head}>
        <div className={css.words}>
          <h2>{t('batch.group', { count: shape.sheets.length })}</h2>
          <p className="muted small one-line" title={shape.headings.join(', ')}>
            {shape.headings.join(' · ')}
          </p>
        </div>
        <LinkButton
          to="/import/$fileId"
          params={{ fileId: first.file.id }}
          search={search}
          variant={open.length > 0 ? 'filled' : 'default'}
        >
          {open.length > 0 ? t('batch.check', { count: wanted.length }) : t('batch.again')}
        </LinkButton>
      </div>
      <ul className={css.sheets}>
        {shape.sheets.map(({ file, sheet, imported }) => {
          const name = (file.sheets?.length ?? 0) > 1 ? `${file.name} · ${sheet.name}` : file.name;
          return (
            <li key={`${file.id} ${sheet.index}`}>
              <span className={css.name} title={name}>
                {name}
              </span>
              {imported && <span className="small muted">{t('batch.imported')}</span>}
              {sheet.rows !== null && (
                <span className="small muted digits">
                  {formatRowCount({ rowCount: sheet.rows, rowCountExact: sheet.complete }, t)}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
