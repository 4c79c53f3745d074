import type { Attachable } from '@sheetport/contract';
import { IconLock, IconTable } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { formatRestriction } from '../../i18n/format-restriction.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './attach-dialog.module.css';

const tableKeyOf = ({ schema, name }: Attachable) => `${schema}\0${name}`;

/** Tables of the database under their schemas. Arrow keys move the choice, as in any list box. */
export function AttachableList({
  tables,
  chosen,
  onChoose,
}: {
  tables: readonly Attachable[];
  chosen: Attachable | null;
  onChoose: (table: Attachable) => void;
}) {
  const { t } = useTranslation();
  const at = chosen ? tables.findIndex((table) => tableKeyOf(table) === tableKeyOf(chosen)) : -1;
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: tables.length - 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(tables.length - 1, Math.max(0, step));
    onChoose(tables[next] as Attachable);
    event.currentTarget.querySelectorAll<HTMLElement>('[role="option"]')[next]?.focus();
  };
  return (
    <div role="listbox" aria-label={t('attach.list')} onKeyDown={move} tabIndex={-1}>
      {tables.map((table, index) => {
        const isChosen = index === at;
        const stop = table.restrictions.find(({ stops }) => stops === 'attach');
        const first = index === 0 || tables[index - 1]?.schema !== table.schema;
        return (
          <div key={tableKeyOf(table)} role="presentation">
            {first && (
              <p className={css.schema} role="presentation">
                {table.schema}
              </p>
            )}
            <button
              type="button"
              role="option"
              aria-selected={isChosen}
              tabIndex={isChosen || (at < 0 && index === 0) ? 0 : -1}
              className={`${css.option} ${stop ? css.stopped : ''}`}
              onClick={() => onChoose(table)}
            >
              {stop ? (
                <IconLock size={16} stroke={1.7} aria-hidden="true" />
              ) : (
                <IconTable size={16} stroke={1.7} aria-hidden="true" />
              )}
              <span className={css.names}>
                <span className="one-line">{table.name}</span>
                <span className={`${css.about} one-line digits`}>
                  {stop
                    ? formatRestriction(stop, t)
                    : table.estimatedRows === null
                      ? t('attach.uncounted')
                      : t('attach.about', { count: table.estimatedRows })}
                </span>
              </span>
            </button>
          </div>
        );
      })}
    </div>
  );
}
