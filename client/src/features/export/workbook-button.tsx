import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { isOver, type Job } from '@sheetport/contract';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { cancelJob } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { jobQuery, queryClient } from '../../api/queries.ts';
import { applyJob, useWatch } from '../../api/socket.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import css from './export.module.css';
import { downloadFile } from './use-download-once.ts';

/**
 * Downloads a workbook that a worker makes first: its bar and how to stop it stand in the place of the button meanwhile. One that is up to
 * date comes at once.
 * @param start asks for it; the job may be over already
 */
export function WorkbookButton({
  label,
  size = 'sm',
  start,
}: {
  label: string;
  size?: 'xs' | 'sm';
  start: () => Promise<Job>;
}) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const ask = async () => {
    setAsking(true);
    try {
      const job = learnJob(await start());
      applyJob(queryClient, job);
      if (job.state === 'succeeded') downloadFile(job.id);
      else setJobId(job.id);
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
    } finally {
      setAsking(false);
    }
  };
  if (jobId !== null) return <Making jobId={jobId} onEnd={() => setJobId(null)} />;
  return (
    <Button
      variant="default"
      size={size}
      loading={asking}
      leftSection={<IconFileSpreadsheet size={size === 'xs' ? 16 : 17} stroke={1.7} />}
      onClick={() => void ask()}
    >
      {label}
    </Button>
  );
}

function Making({ jobId, onEnd }: { jobId: string; onEnd: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  useWatch(jobId);
  const { data: job } = useQuery(jobQuery(jobId));
  const state = job?.state;
  const reason = job?.error?.message;
  useEffect(() => {
    if (state === undefined || !isOver(state)) return;
    if (state === 'succeeded') downloadFile(jobId);
    if (state === 'failed') notifications.show({ color: 'red', message: reason ?? t('state.failed') });
    onEnd();
  }, [state, reason, jobId, onEnd, t]);
  const cancel = () =>
    cancelJob(jobId)
      .then((stopped) => applyJob(queryClient, learnJob(stopped)))
      .catch((error: unknown) => notifications.show({ color: 'red', message: formatError(error, t, i18n) }));
  return (
    <div className={css.making}>
      <div className={css.makingBar}>
        {job && <ProgressBar job={job} thin />}
        <span className="muted small digits">{format.percent(job?.progress.fraction ?? 0)}</span>
      </div>
      <Button size="compact-xs" variant="subtle" disabled={job?.phase === 'cancelling'} onClick={() => void cancel()}>
        {t('action.cancel')}
      </Button>
    </div>
  );
}
