import { Button, Modal } from '@mantine/core';
import type { EffectiveMapping, IssueGroup, Job, RejectFilter, Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import type { i18n, TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCorrections } from '../../api/api.ts';
import { detailsQuery, issuesQuery, tableQuery } from '../../api/queries.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError, formatIssue } from '../../i18n/format-error.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import outcome from '../../ui/outcome.module.css';
import css from './corrections.module.css';

/** Reasons that are shown before somebody asks for more. */
const SHOWN = 4;

/** The rows of a group, as the service is asked for them. */
export function likeOf({ column, code, details }: IssueGroup): RejectFilter {
  return { column, code, ...(details ? { details } : {}) };
}

/** A group in words: its column, and what is wrong with it. */
export function formatIssueGroup(group: IssueGroup, t: TFunction, language: i18n): string {
  const reason = formatIssue({ ...group, message: '' }, t, language) || group.message;
  return group.column === '' ? reason : `${group.column}: ${reason}`;
}

/**
 * The key by which rows that are there already would be updated: the table's own (an empty list), or the column alone if it is
 * unique. Null where the import meant something else, or no single column tells.
 */
export function keyFor(
  group: Pick<IssueGroup, 'code' | 'column'>,
  table: Pick<Table, 'columns' | 'key'> | undefined,
  used: Pick<EffectiveMapping, 'mode' | 'columns'> | null | undefined,
): string[] | null {
  if (group.code !== 'already_exists' || !table || !used) return null;
  if (used.mode !== 'insert' && used.mode !== 'replace') return null;
  const name = used.columns.find(({ header }) => header === group.column)?.column;
  if (name === undefined) return null;
  if (table.key.includes(name)) return [];
  return table.columns.some((column) => column.name === name && column.unique) ? [name] : null;
}

/** What is wrong with the open rows, the most frequent first, and what can be done about all of them at once. */
export function IssueGroupList({
  job,
  like,
  onLike,
}: {
  job: Job;
  like: IssueGroup | null;
  onLike: (group: IssueGroup | null) => void;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const { data } = useQuery(issuesQuery(job.id));
  const { data: table } = useQuery({ ...tableQuery(job.tableId ?? ''), enabled: job.tableId !== null });
  const used = useQuery(detailsQuery(job)).data?.effective;
  const [whole, setWhole] = useState(false);
  const [asking, setAsking] = useState<IssueGroup | null>(null);
  const { start, busy, error, forget } = useStartJob();
  const groups = (data ?? []).filter(({ severity }) => severity !== 'warning');
  if (groups.length < 2 && !groups.some((group) => keyFor(group, table, used))) return null;
  const shown = whole ? groups : groups.slice(0, SHOWN);
  const send = (group: IssueGroup, instead: string[] | null) => {
    const how = instead ? { mode: 'upsert' as const, ...(instead.length > 0 ? { key: instead } : {}) } : {};
    const body = { bulk: [{ where: likeOf(group), cells: {} }], ...how };
    void start((intent) => sendCorrections(job.id, body, intent), JSON.stringify(body));
  };
  const key = asking && keyFor(asking, table, used);
  const labels = (key && key.length > 0 ? key : (table?.key ?? [])).map(
    (name) => table?.columns.find((column) => column.name === name)?.label ?? name,
  );
  return (
    <div className={css.causes}>
      <h3 className="small">{t('bulkCorrections.issueGroups')}</h3>
      <ul>
        {shown.map((group) => {
          const isShown = like !== null && same(like, group);
          const instead = keyFor(group, table, used);
          return (
            <li key={JSON.stringify(likeOf(group))} className={css.cause}>
              <span className={`${css.causeCount} digits`}>{format.count(group.count)}</span>
              <span className={css.causeText}>{formatIssueGroup(group, t, i18n)}</span>
              <span className={css.causeActions}>
                {instead ? (
                  <Button
                    size="compact-sm"
                    variant="light"
                    onClick={() => {
                      forget();
                      setAsking(group);
                    }}
                  >
                    {t('bulkCorrections.update')}
                  </Button>
                ) : (
                  group.code === 'reference_missing' && (
                    <Button size="compact-sm" variant="light" loading={busy} onClick={() => send(group, null)}>
                      {t('bulkCorrections.again')}
                    </Button>
                  )
                )}
                <Button
                  size="compact-sm"
                  variant={isShown ? 'light' : 'subtle'}
                  color="gray"
                  aria-pressed={isShown}
                  onClick={() => onLike(isShown ? null : group)}
                >
                  {t('bulkCorrections.show')}
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
      {groups.length > SHOWN && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setWhole(!whole)}>
          {whole ? t('bulkCorrections.fewer') : t('bulkCorrections.more', { count: groups.length - SHOWN })}
        </Button>
      )}
      {error !== null && !asking && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={t('bulkCorrections.updateTitle')}
        size="md"
      >
        {asking && (
          <div className="stack">
            <p>{t('bulkCorrections.updateText', { count: asking.count })}</p>
            <p>{t('bulkCorrections.updateWhat', { key: labels.join(', ') })}</p>
            {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
            <div className={outcome.buttons} style={{ justifyContent: 'flex-end' }}>
              <Button variant="default" onClick={() => setAsking(null)} data-autofocus>
                {t('bulkCorrections.leave')}
              </Button>
              <Button loading={busy} onClick={() => send(asking, key)}>
                {t('bulkCorrections.doUpdate', { count: asking.count })}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </div>
  );
}

function same(a: IssueGroup, b: IssueGroup): boolean {
  return JSON.stringify(likeOf(a)) === JSON.stringify(likeOf(b));
}
