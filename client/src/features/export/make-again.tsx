import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Job } from '@sheetport/contract';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { retryJob } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { queryClient } from '../../api/queries.ts';
import { randomId } from '../../api/random-id.ts';
import { applyJob } from '../../api/socket.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';

/** Makes an export again whose file is gone: the same request, on the rows of today. */
export function MakeAgain({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const next = learnJob(await retryJob(job.id, randomId()));
      applyJob(queryClient, next);
      await navigate({ to: '/jobs/$jobId', params: { jobId: next.id } });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} leftSection={<IconRefresh size={17} stroke={1.8} />} onClick={() => void run()}>
      {t('exports.again')}
    </Button>
  );
}
