import type { EffectiveMapping } from '@sheetport/contract';
import { useTranslation } from '../../../i18n/use-translation.ts';
import css from './details.module.css';

/** How numbers are written, by an example. */
const WRITTEN = { '.': '1.5', ',': '1,5', each: '1.5 / 1,5' } as const;

/** Which column of the table each column of the sheet was imported into, chosen or matched. */
export function EffectiveMappingPanel({ effective }: { effective: EffectiveMapping }) {
  const { t } = useTranslation();
  return (
    <section className={css.part} aria-labelledby="effective-mapping">
      <h3 id="effective-mapping">{t('history.mapping')}</h3>
      <div className={css.scroll}>
        <table className={css.figures}>
          <thead>
            <tr>
              <th scope="col">{t('history.sheetColumn')}</th>
              <th scope="col">{t('history.tableColumn')}</th>
              <th scope="col">{t('attach.type')}</th>
              <th scope="col">{t('history.how')}</th>
            </tr>
          </thead>
          <tbody>
            {effective.columns.map((column) => (
              <tr key={column.index}>
                <td>{column.header}</td>
                <td>{column.label}</td>
                <td className="muted">
                  {[
                    t(`type.${column.type}`),
                    column.dateOrder,
                    column.type === 'decimal' && column.decimal && WRITTEN[column.decimal],
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </td>
                <td className="muted">{t(column.explicit ? 'history.explicit' : 'history.matched')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {effective.ignored.length > 0 && (
        <p className="muted small">
          {t('history.ignored', { count: effective.ignored.length, names: effective.ignored.join(', ') })}
        </p>
      )}
    </section>
  );
}
