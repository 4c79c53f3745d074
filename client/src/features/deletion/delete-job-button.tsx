import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { DeletionDialog } from './deletion-dialog.tsx';

/** Deletes a job that is over, with all that was kept of it. */
export function DeleteJobButton({ job }: { job: Job }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconTrash size={17} stroke={1.8} />}
        onClick={() => setAsking(true)}
      >
        {t('deletion.button')}
      </Button>
      <DeletionDialog
        target={{ jobId: job.id }}
        title={t('deletion.jobTitle')}
        opened={asking}
        onClose={() => setAsking(false)}
        onDone={() => navigate({ to: '/jobs' })}
      />
    </>
  );
}
