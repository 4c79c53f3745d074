import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import {
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconDownload,
  IconPencil,
  IconTable,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { jobFileUrl, retryJob } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { jobQuery, queryClient } from '../../api/queries.ts';
import { randomId } from '../../api/random-id.ts';
import { applyJob } from '../../api/socket.ts';
import { formatError, formatJobError } from '../../i18n/format-error.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { buttonFor, nextStepOf } from '../../ui/next-step.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { type Tally, tallyOf, useParent } from '../corrections/tally.ts';
import { DryRunResult } from '../dry-run/dry-run-result.tsx';
import { ExportMenu } from '../export/export-menu.tsx';
import { UndoDialog } from '../undo/undo-dialog.tsx';
import { UndoResult } from '../undo/undo-result.tsx';
import { useIntake } from '../upload/file-drop.tsx';
import { useDuration } from './duration.ts';
import { Figure } from './figure.tsx';
import css from './job.module.css';
import { fileLink, jobLink, tableLink } from './links.ts';
import { Created } from './warnings.tsx';

/** How it ended, in a sentence, in figures, and with what one would do next. */
export function Ended({ job }: { job: Job }) {
  if (job.state === 'failed') return <Failed job={job} />;
  if (job.state === 'cancelled') return <Cancelled job={job} />;
  if (job.result?.dryRun) return <DryRunResult job={job} />;
  if (job.kind === 'undo') return <UndoResult job={job} />;
  return <Succeeded job={job} />;
}

function Succeeded({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  const intake = useIntake();
  const took = useDuration(job);
  const { counts } = job;
  const tableId = job.result?.tableId ?? (job.kind === 'import' ? job.tableId : null);
  const undoing = useQuery({ ...jobQuery(job.undoneByJobId ?? ''), enabled: Boolean(job.undoneByJobId) });
  const goneWithIt = undoing.data?.result?.dropped === true;
  const tally = tallyOf(job);
  const { parent, role } = useParent(job);
  const pendingCount = tally?.pending ?? 0;
  const openBefore = role === 'mends' && parent ? (tallyOf(parent)?.pending ?? 0) : 0;
  const isBackFirst = pendingCount === 0 && !job.undoneByJobId && openBefore > 0;
  const wentIn = counts.inserted + counts.updated + counts.unchanged;
  const summary = {
    import: role === 'mends' ? formatCorrections(job, wentIn, t) : formatImported(job, wentIn, tally, t),
    export: t('job.exportReady'),
    inspect: t('fileState.ready'),
  }[job.kind as 'import' | 'export' | 'inspect'];
  return (
    <section className={`${css.ended} panel`}>
      <ProgressBar job={job} thin />
      <div className={css.outcome}>
        {job.undoneByJobId ? (
          <IconArrowBackUp size={26} stroke={1.6} className="muted" aria-hidden="true" />
        ) : (
          <IconCircleCheck size={26} stroke={1.6} className={css.good} aria-hidden="true" />
        )}
        <div style={{ minWidth: 0 }}>
          <p className={css.summary}>{job.undoneByJobId ? t('undo.undone') : summary}</p>
          <p className="muted digits">
            {job.kind === 'export'
              ? [
                  job.result?.name,
                  job.result?.bytes !== undefined && format.bytes(job.result.bytes),
                  t('rows', { count: counts.read || job.progress.rowsDone }),
                  took,
                ]
                  .filter(Boolean)
                  .join(' · ')
              : [
                  t('rows', { count: counts.read || job.progress.rowsDone }),
                  took,
                  tally &&
                    tally.corrected > 0 &&
                    `· ${t('corrections.tally', {
                      imported: format.count(tally.imported),
                      corrected: format.count(tally.corrected),
                      pending: format.count(tally.pending),
                    })}`,
                ]
                  .filter(Boolean)
                  .join(' ')}
          </p>
        </div>
      </div>
      {job.kind === 'import' && (
        <dl className={css.counts}>
          <Figure name={t('count.inserted')} value={counts.inserted} />
          <Figure name={t('count.updated')} value={counts.updated} />
          {counts.unchanged > 0 && <Figure name={t('count.unchanged')} value={counts.unchanged} />}
          <Figure name={t('count.rejected')} value={counts.rejected} warn={tally?.pending !== 0} />
          {(job.result?.warned ?? 0) > 0 && <Figure name={t('rules.warned')} value={job.result?.warned ?? 0} warn />}
        </dl>
      )}
      {!job.undoneByJobId && <Created job={job} />}
      {job.result?.changedSinceDryRun && <Note tone="warn">{t('dryRun.changedRun')}</Note>}
      {(job.result?.truncated ?? 0) > 0 && (
        <Note tone="warn">{t('job.truncated', { count: job.result?.truncated ?? 0 })}</Note>
      )}
      <div className={css.buttons}>
        {job.kind === 'export' && (
          <Button
            component="a"
            href={jobFileUrl(job.id)}
            download
            leftSection={<IconDownload size={17} stroke={1.8} />}
          >
            {t('job.download')}
            {job.result?.bytes !== undefined && ` (${format.bytes(job.result.bytes)})`}
          </Button>
        )}
        {pendingCount > 0 && (
          <Button onClick={focusGrid} leftSection={<IconPencil size={17} stroke={1.8} />}>
            {t('correctionImports.fix', { count: pendingCount })}
          </Button>
        )}
        {isBackFirst && parent && (
          <Button component={Link} {...jobLink(parent.id)}>
            {t('corrections.backToFirst')}
          </Button>
        )}
        {job.undoneByJobId && job.kind === 'import' && job.fileId && (
          <Button component={Link} {...fileLink(job.fileId)}>
            {t('job.importAgain')}
          </Button>
        )}
        {tableId && !goneWithIt && (
          <Button
            component={Link}
            {...tableLink(tableId)}
            variant={pendingCount > 0 || isBackFirst || job.undoneByJobId ? 'default' : 'filled'}
            leftSection={<IconTable size={17} stroke={1.8} />}
          >
            {t('job.seeTable')}
          </Button>
        )}
        {job.kind === 'export' && job.tableId && (
          <Button
            component={Link}
            {...tableLink(job.tableId)}
            variant="default"
            leftSection={<IconTable size={17} stroke={1.8} />}
          >
            {t('job.seeTable')}
          </Button>
        )}
        {role === 'mends' && parent && parent.counts.rejected > 0 && !isBackFirst && (
          <Button component={Link} {...jobLink(parent.id)} variant="default">
            {t('corrections.backToFirst')}
          </Button>
        )}
        {job.kind === 'import' && tableId && !goneWithIt && <ExportMenu tableId={tableId} />}
        {job.kind === 'import' && (
          <Button variant="default" onClick={() => intake.pick()}>
            {t('job.importAnother')}
          </Button>
        )}
        {job.undoneByJobId && (
          <Button component={Link} {...jobLink(job.undoneByJobId)} variant="default">
            {t('undo.undoneLink')}
          </Button>
        )}
        {job.kind === 'import' && !job.undoneByJobId && <UndoDialog job={job} />}
        {job.kind === 'inspect' && job.fileId && (
          <Button component={Link} {...fileLink(job.fileId)}>
            {t('job.openFile')}
          </Button>
        )}
      </div>
    </section>
  );
}

function formatImported({ counts }: Job, wentIn: number, tally: Tally | null, t: TFunction): string {
  if (tally && tally.corrected > 0)
    return tally.pending > 0
      ? t('job.someRejected', { count: tally.pending })
      : t('corrections.allIn', { count: tally.corrected });
  if (counts.rejected > 0) return wentIn > 0 ? t('job.someRejected', { count: counts.rejected }) : t('job.allRejected');
  return counts.read === 0 ? t('job.noneRead') : t('job.allIn');
}

function formatCorrections({ counts }: Job, wentIn: number, t: TFunction): string {
  if (counts.rejected === 0) return t('corrections.doneAll', { count: wentIn });
  if (wentIn === 0) return t('corrections.doneNone');
  return t('corrections.doneSome', { went: wentIn, count: wentIn + counts.rejected });
}

function Failed({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const took = useDuration(job);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const intake = useIntake();
  const step = nextStepOf(job.error?.code);
  const suggested = buttonFor(step);
  // Only an import has columns to choose anew.
  const wayOut = suggested === 'columns' && job.kind !== 'import' ? 'again' : suggested;
  const intent = useRef(randomId());
  const again = async () => {
    setBusy(true);
    setError(null);
    try {
      const next = learnJob(await retryJob(job.id, intent.current));
      applyJob(queryClient, next);
      await navigate({ to: '/jobs/$jobId', params: { jobId: next.id } });
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={`${css.ended} panel`}>
      <ProgressBar job={job} thin />
      <div className={css.outcome} role="alert">
        <IconCircleX size={26} stroke={1.6} className={css.bad} aria-hidden="true" />
        <div style={{ minWidth: 0 }}>
          <p className={css.summary}>{formatJobError(job, t, i18n)}</p>
          <p className="muted digits">
            {[job.kind === 'import' && t('job.nothingChanged'), took && `${t('state.failed')} ${took}`]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
      </div>
      <p>
        <strong>{t('history.next')}:</strong> {t(`nextStep.${step}`)}
      </p>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className={css.buttons}>
        <Button onClick={() => void again()} loading={busy} variant={wayOut === 'again' ? 'filled' : 'default'}>
          {t('action.retry')}
        </Button>
        {job.kind === 'import' && job.fileId && (
          <Button
            component={Link}
            {...fileLink(job.fileId)}
            variant={wayOut === 'columns' ? 'filled' : 'default'}
            style={wayOut === 'columns' ? { order: -1 } : undefined}
          >
            {t('job.importAgain')}
          </Button>
        )}
        {job.kind !== 'export' && (
          <Button
            onClick={() => intake.pick()}
            variant={wayOut === 'file' ? 'filled' : 'default'}
            style={wayOut === 'file' ? { order: -1 } : undefined}
          >
            {t('job.importAnother')}
          </Button>
        )}
        {job.tableId && (
          <Button component={Link} {...tableLink(job.tableId)} variant="default">
            {t('job.seeTable')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Cancelled({ job }: { job: Job }) {
  const { t } = useTranslation();
  const intake = useIntake();
  const words =
    job.kind === 'import'
      ? t('job.cancelledImport')
      : job.kind === 'export'
        ? t('job.cancelledExport')
        : t('job.cancelledOther');
  return (
    <section className={`${css.ended} panel`}>
      <ProgressBar job={job} thin />
      <div className={css.outcome}>
        <IconBan size={26} stroke={1.6} className="muted" aria-hidden="true" />
        <p className={css.summary}>{words}</p>
      </div>
      <div className={css.buttons}>
        {job.kind === 'import' && job.fileId && (
          <Button component={Link} {...fileLink(job.fileId)}>
            {t('job.importAgain')}
          </Button>
        )}
        {job.kind === 'import' && (
          <Button variant="default" onClick={() => intake.pick()}>
            {t('job.importAnother')}
          </Button>
        )}
        {job.tableId && (
          <Button component={Link} {...tableLink(job.tableId)} variant="default">
            {t('job.seeTable')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** To the first cell to mend, with the keyboard in it. */
function focusGrid(): void {
  const panel = document.getElementById('mend')?.closest('section');
  panel?.scrollIntoView({ block: 'start' });
  panel?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
}
