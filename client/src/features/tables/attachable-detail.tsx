import type { Attachable } from '@sheetport/contract';
import { IconKey } from '@tabler/icons-react';
import { formatRestriction } from '../../i18n/format-restriction.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import css from './attach-dialog.module.css';

/** What a table of the database looks like, and what one should know before it is attached. */
export function AttachableDetail({ table }: { table: Attachable }) {
  const { t } = useTranslation();
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return (
    <div className="stack">
      <div>
        <h3 className={css.name}>{table.name}</h3>
        <p className="muted small">
          {t(`attach.kind.${table.kind}`)} · <code>{`${table.schema}.${table.name}`}</code>
        </p>
      </div>
      {table.restrictions.map((restriction) => (
        <Note key={restriction.code} tone={restriction.stops === 'attach' ? 'warn' : 'plain'}>
          {restriction.stops === 'attach'
            ? `${capital(formatRestriction(restriction, t))}.`
            : t('attach.exportOnly', { reason: formatRestriction(restriction, t) })}
        </Note>
      ))}
      {table.columns.length > 0 && (
        <div className={css.columns}>
          <table aria-label={t('attach.columns', { name: table.name })}>
            <thead>
              <tr>
                <th scope="col">{t('attach.column')}</th>
                <th scope="col">{t('attach.type')}</th>
              </tr>
            </thead>
            <tbody>
              {table.columns.map((column) => (
                <tr key={column.name}>
                  <td>
                    {table.key.includes(column.name) && (
                      <IconKey size={13} stroke={2} aria-label={t('attach.keyed')} className={css.key} />
                    )}
                    {column.name}
                  </td>
                  <td className="muted">
                    <code>{column.pgType}</code>
                    {column.required && !column.filled && ` · ${t('attach.required')}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {table.columns.length > 0 && table.key.length === 0 && <p className="muted small">{t('attach.noKey')}</p>}
      {table.triggers.length > 0 && (
        <p className="muted small">
          {t('attach.triggers', { count: table.triggers.length, names: table.triggers.join(', ') })}
        </p>
      )}
    </div>
  );
}
