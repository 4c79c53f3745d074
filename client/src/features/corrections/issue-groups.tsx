import { Button, Modal } from '@mantine/core';
import type { IssueGroup, Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sendCorrections } from '../../api/api.ts';
import { detailsQuery, issuesQuery, tableQuery } from '../../api/queries.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import outcome from '../../ui/outcome.module.css';
import css from './corrections.module.css';
import { filterOf, formatIssueGroup, isSameGroup, keyFor } from './issue-group.ts';

/** Reasons that are shown before somebody asks for more. */
const SHOWN = 4;

/** What is wrong with the pending rows, the most frequent first, with the actions for all rows of a group. */
export function IssueGroupList({
  job,
  shownGroup,
  onShow,
}: {
  job: Job;
  shownGroup: IssueGroup | null;
  onShow: (group: IssueGroup | null) => void;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const { data } = useQuery(issuesQuery(job.id));
  const { data: table } = useQuery({ ...tableQuery(job.tableId ?? ''), enabled: job.tableId !== null });
  const effective = useQuery(detailsQuery(job)).data?.effective;
  const [whole, setWhole] = useState(false);
  const [asking, setAsking] = useState<IssueGroup | null>(null);
  const { start, busy, error, forget } = useStartJob();
  const groups = (data ?? []).filter(({ severity }) => severity !== 'warning');
  if (groups.length < 2 && !groups.some((group) => keyFor(group, table, effective))) return null;
  const shown = whole ? groups : groups.slice(0, SHOWN);
  const send = (group: IssueGroup, instead: string[] | null) => {
    const how = instead ? { mode: 'upsert' as const, ...(instead.length > 0 ? { key: instead } : {}) } : {};
    const body = { bulk: [{ where: filterOf(group), cells: {} }], ...how };
    void start((intent) => sendCorrections(job.id, body, intent), JSON.stringify(body));
  };
  const key = asking && keyFor(asking, table, effective);
  const labels = (key && key.length > 0 ? key : (table?.key ?? [])).map(
    (name) => table?.columns.find((column) => column.name === name)?.label ?? name,
  );
  return (
    <div className={css.groups}>
      <h3 className="small">{t('bulkCorrections.issueGroups')}</h3>
      <ul>
        {shown.map((group) => {
          const isShown = shownGroup !== null && isSameGroup(shownGroup, group);
          const instead = keyFor(group, table, effective);
          return (
            <li key={JSON.stringify(filterOf(group))} className={css.group}>
              <span className={`${css.groupCount} digits`}>{format.count(group.count)}</span>
              <span className={css.groupText}>{formatIssueGroup(group, t, i18n)}</span>
              <span className={css.groupActions}>
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
                  onClick={() => onShow(isShown ? null : group)}
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
