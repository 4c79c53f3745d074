import type { Table } from '@sheetport/contract';
import { IconTable } from '@tabler/icons-react';
import { formatRowCount } from '../../i18n/format-row-count.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import css from '../history/job-list.module.css';
import { TableBadges } from './table-badges.tsx';

/** Tables as lines. `by` is the id of the heading that names them, where there is one. */
export function TableList({ tables, label, by }: { tables: readonly Table[]; label?: string; by?: string }) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(15_000);
  return (
    <ul className={css.list} aria-label={label} aria-labelledby={by}>
      {tables.map((table) => (
        <li key={table.id} className={css.item}>
          <Link to="/tables/$tableId" params={{ tableId: table.id }} className={`${css.line} plain-link`}>
            <span className={css.icon} aria-hidden="true">
              <IconTable size={18} stroke={1.6} />
            </span>
            <span className={css.main}>
              <span className={`${css.title} one-line`} title={table.name}>
                {table.name}
              </span>
              <span className={`${css.detail} one-line digits`}>
                {formatRowCount(table, t)} · {t('columns', { count: table.columns.length })}
              </span>
            </span>
            <span className={css.side}>
              <TableBadges table={table} />
              <time className={`${css.when} digits`} dateTime={table.updatedAt} title={format.moment(table.updatedAt)}>
                {format.ago(table.updatedAt, now)}
              </time>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
