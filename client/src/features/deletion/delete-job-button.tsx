import { Button, Checkbox } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { DeletionDialog } from './deletion-dialog.tsx';

/** Deletes a job that is over, with all that was kept of it; for owners also its file with all jobs that read it. */
export function DeleteJobButton({ job }: { job: Job }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [wholeFile, setWholeFile] = useState(false);
  const target = wholeFile && job.fileId !== null ? { fileId: job.fileId } : { jobId: job.id };
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
        target={target}
        title={t(wholeFile ? 'deletion.fileTitle' : 'deletion.jobTitle')}
        opened={asking}
        onClose={() => setAsking(false)}
        onDone={() => navigate({ to: '/jobs' })}
      >
        {job.fileId !== null && may('deletion.run') && (
          <Checkbox
            checked={wholeFile}
            onChange={(event) => setWholeFile(event.currentTarget.checked)}
            label={t('deletion.wholeFile')}
          />
        )}
      </DeletionDialog>
    </>
  );
}
