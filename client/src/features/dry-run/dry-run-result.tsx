import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconAlertTriangle, IconDatabaseImport, IconTestPipe } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { applyDryRun } from '../../api/api.ts';
import { tableQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError } from '../../i18n/format-error.ts';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { Figure } from '../../ui/figure.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { fileLink, tableLink } from '../../ui/links.ts';
import css from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useDuration } from '../../ui/use-duration.ts';
import { IssueGroups } from '../issue-groups/issue-groups.tsx';
import { Created, Warnings } from '../issue-groups/warnings.tsx';
import { earlierImportOf, RepeatNote } from '../repeats/repeat-note.tsx';
import { Changes } from './changes.tsx';
import dryRun from './dry-run.module.css';

/** The result of a dry run: what the import would do, with one press to do it. */
export function DryRunResult({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const duration = useDuration(job);
  const { start, busy, error } = useStartJob();
  const tableId = job.result?.tableId ?? job.tableId;
  const { data: table } = useQuery({ ...tableQuery(tableId ?? ''), enabled: tableId !== null, staleTime: 0 });
  const { counts } = job;
  const mayImport = useMay()('table.import', job);
  const deleted = job.result?.deleted ?? 0;
  const changes = counts.inserted + counts.updated + deleted;
  // The service leaves the figures at nothing where one bad row would stop it all.
  const stops = changes + counts.unchanged === 0 && counts.rejected > 0;
  const earlier = earlierImportOf(error);
  const found = job.result?.changes;
  const changed =
    table !== undefined && job.finishedAt !== null && Date.parse(table.updatedAt) > Date.parse(job.finishedAt);
  return (
    <>
      <section className={`${css.ended} panel`}>
        <ProgressBar job={job} thin />
        <div className={css.outcome}>
          {stops ? (
            <IconAlertTriangle size={26} stroke={1.6} className={css.warn} aria-hidden="true" />
          ) : (
            <IconTestPipe size={26} stroke={1.6} className={dryRun.dryRun} aria-hidden="true" />
          )}
          <div style={{ minWidth: 0 }}>
            <p className={css.summary}>{formatOutcome(job, stops, changes, t)}</p>
            <p className="muted digits">{[t('rows', { count: counts.read }), duration].filter(Boolean).join(' ')}</p>
          </div>
        </div>
        <dl className={css.counts}>
          <Figure name={t('dryRun.insert')} value={counts.inserted} />
          <Figure name={t('dryRun.update')} value={counts.updated} />
          <Figure name={t('dryRun.unchanged')} value={counts.unchanged} />
          {deleted > 0 && <Figure name={t('dryRun.remove')} value={deleted} warn />}
          <Figure name={t('dryRun.reject')} value={counts.rejected} warn />
          {(job.result?.skippedRows ?? 0) > 0 && (
            <Figure name={t('count.skipped')} value={job.result?.skippedRows ?? 0} />
          )}
          {(job.result?.warned ?? 0) > 0 && <Figure name={t('rules.warned')} value={job.result?.warned ?? 0} warn />}
        </dl>
        {changes > 0 && !found && <p className="muted small">{t('dryRun.noSample')}</p>}
        <Created job={job} />
        {changed && <Note tone="warn">{t('dryRun.changed')}</Note>}
        {earlier ? (
          <RepeatNote
            earlier={earlier}
            busy={busy}
            onAnyway={() => void start((intent) => applyDryRun(job.id, { allowRepeat: true }, intent), 'again')}
          />
        ) : (
          error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>
        )}
        <div className={css.buttons}>
          {mayImport && (
            <Button
              loading={busy}
              variant={stops ? 'default' : 'filled'}
              onClick={() => void start((intent) => applyDryRun(job.id, {}, intent))}
              leftSection={<IconDatabaseImport size={17} stroke={1.8} />}
            >
              {t('dryRun.run')}
            </Button>
          )}
          {job.fileId && mayImport && (
            <LinkButton {...fileLink(job.fileId)} variant="default">
              {t('dryRun.change')}
            </LinkButton>
          )}
          {tableId && (
            <LinkButton {...tableLink(tableId)} variant="default">
              {t('job.seeTable')}
            </LinkButton>
          )}
        </div>
      </section>
      {counts.rejected > 0 && <IssueGroups job={job} />}
      {found && found.updated + found.removed + found.added > 0 && <Changes job={job} found={found} table={table} />}
      <Warnings job={job} />
    </>
  );
}

function formatOutcome({ counts }: Job, stops: boolean, changes: number, t: Translate): string {
  if (stops) return t('dryRun.wouldStop', { count: counts.rejected });
  return changes === 0 ? t('dryRun.nothing') : t('dryRun.summary');
}
