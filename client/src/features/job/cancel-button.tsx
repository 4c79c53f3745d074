import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Job } from '@sheetport/contract';
import { useState } from 'react';
import { ApiError, cancelJob } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { applyJob } from '../../api/socket.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import outcome from '../../ui/outcome.module.css';

/** Cancels a job, after a question. */
export function CancelButton({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const cancelling = job.phase === 'cancelling';
  const cancel = async () => {
    setBusy(true);
    try {
      applyJob(queryClient, learnJob(await cancelJob(job.id)));
    } catch (error) {
      const late = error instanceof ApiError && error.code === 'job_finished';
      notifications.show({
        color: late ? 'gray' : 'red',
        message: late ? t('job.tooLate') : formatError(error, t, i18n),
      });
      if (late) void queryClient.invalidateQueries({ queryKey: KEYS.job(job.id) });
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} disabled={cancelling} loading={busy}>
        {cancelling ? t('job.cancelling') : t('job.cancel')}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('job.cancelTitle')} size="sm">
        <div className="stack">
          <p>{job.kind === 'import' ? t('job.cancelImport') : t('job.cancelOther')}</p>
          <div className={outcome.buttons}>
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t('job.cancelKeep')}
            </Button>
            <Button color="red" onClick={() => void cancel()} loading={busy}>
              {t('job.cancelDo')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
