import { Button, Radio } from '@mantine/core';
import type { Column, DuplicateGroups, Job, Table, Value } from '@sheetport/contract';
import { isOver } from '@sheetport/contract';
import { useState } from 'react';
import { editRows } from '../../api/edits.ts';
import { randomId } from '../../api/random-id.ts';
import { formatError, formatJobError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { TYPE_FACTS } from '../../ui/column-types.ts';
import { useFormats } from '../../ui/format.ts';
import css from './duplicates.module.css';
import { mergeGroup } from './merge-group.ts';

type Group = DuplicateGroups['groups'][number];
/** Columns that are shown: those that are compared first. */
const SHOWN = 6;
/** Seconds that a merge of one group is waited for. */
const WAIT = 10;

/** Rows that are alike: which of them stays is chosen, and they are merged. */
export function DuplicateGroupCard({
  table,
  group,
  compared,
  canMerge,
  fill,
  isMerged,
  onMerged,
}: {
  table: Table;
  group: Group;
  compared: readonly string[];
  canMerge: boolean;
  fill: boolean;
  isMerged: boolean;
  onMerged: () => void;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const [keep, setKeep] = useState(0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [failed, setFailed] = useState<Job | null>(null);
  const isWhole = group.rows.length === group.count;
  const columns = [
    ...table.columns.filter(({ name }) => compared.includes(name)),
    ...table.columns.filter(({ name }) => !compared.includes(name)),
  ].slice(0, SHOWN);
  const show = (row: Group['rows'][number], column: Column) => {
    const value: Value = Object.hasOwn(row, column.name) ? row[column.name]! : null;
    if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
    return value === null ? '' : TYPE_FACTS[column.type].format(value, format);
  };
  const merge = async () => {
    setBusy(true);
    setError(null);
    setFailed(null);
    try {
      const job = await editRows(table.id, mergeGroup(table, group, keep, fill), randomId(), WAIT);
      if (job.state === 'failed') setFailed(job);
      else if (isOver(job.state)) onMerged();
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={`${css.group} panel`}>
      <div className={css.scroll}>
        <table className={css.rows}>
          <thead>
            <tr>
              <th scope="col">{t('findDuplicates.stays')}</th>
              {columns.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {group.rows.map((row, at) => (
              <tr key={group.ids[at]} className={isMerged && at !== keep ? css.gone : ''}>
                <td>
                  <Radio
                    name={group.ids[0]}
                    aria-label={t('findDuplicates.keepRow', {
                      row: columns.map((column) => show(row, column)).join(', '),
                    })}
                    checked={at === keep}
                    disabled={isMerged || !canMerge || !isWhole}
                    onChange={() => setKeep(at)}
                  />
                </td>
                {columns.map((column) => (
                  <td key={column.name}>{show(row, column)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      {failed && <Note tone="bad">{formatJobError(failed, t, i18n)}</Note>}
      {canMerge && isWhole && (
        <Button size="xs" variant="default" loading={busy} disabled={isMerged} onClick={() => void merge()}>
          {isMerged ? t('findDuplicates.merged') : t('findDuplicates.merge')}
        </Button>
      )}
      {!isWhole && <p className="muted small">{t('findDuplicates.large', { count: group.count })}</p>}
    </li>
  );
}
