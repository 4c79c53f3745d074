import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconDownload, IconPencil, IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { jobFileUrl } from '../../api/api.ts';
import { jobQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { fileLink, jobLink, tableLink } from '../../ui/links.ts';
import css from '../../ui/outcome.module.css';
import { tallyOf, useParent } from '../corrections/tally.ts';
import { ExportButton } from '../export/export-button.tsx';
import { MakeAgain } from '../export/make-again.tsx';
import { useDownloadOnce } from '../export/use-download-once.ts';
import { UndoDialog } from '../undo/undo-dialog.tsx';
import { useFileDrop } from '../upload/file-drop.tsx';

/** What one would do after a job succeeded: see the table, correct rows, download, undo. */
export function SuccessActions({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  const fileDrop = useFileDrop();
  const may = useMay();
  useDownloadOnce(job);
  const tableId = job.result?.tableId ?? (job.kind === 'import' || job.kind === 'edit' ? job.tableId : null);
  const undoing = useQuery({ ...jobQuery(job.undoneByJobId ?? ''), enabled: Boolean(job.undoneByJobId) });
  const isTableDropped = undoing.data?.result?.dropped === true;
  const { parent, role } = useParent(job);
  const pendingCount = tallyOf(job)?.pending ?? 0;
  const pendingOfParent = role === 'corrects' && parent ? (tallyOf(parent)?.pending ?? 0) : 0;
  const isParentNext = pendingCount === 0 && !job.undoneByJobId && pendingOfParent > 0;
  return (
    <div className={css.buttons}>
      {job.kind === 'export' && job.result?.gone === true && may('job.retry', job) && <MakeAgain job={job} />}
      {job.kind === 'export' && job.result?.gone !== true && (
        <Button component="a" href={jobFileUrl(job.id)} download leftSection={<IconDownload size={17} stroke={1.8} />}>
          {t('job.download')}
          {job.result?.bytes !== undefined && ` (${format.bytes(job.result.bytes)})`}
        </Button>
      )}
      {pendingCount > 0 && may('job.correct', job) && (
        <Button onClick={focusGrid} leftSection={<IconPencil size={17} stroke={1.8} />}>
          {t('correctionImports.fix', { count: pendingCount })}
        </Button>
      )}
      {isParentNext && parent && <LinkButton {...jobLink(parent.id)}>{t('corrections.backToFirst')}</LinkButton>}
      {job.undoneByJobId && job.kind === 'import' && job.fileId && may('table.import', job) && (
        <LinkButton {...fileLink(job.fileId)}>{t('job.importAgain')}</LinkButton>
      )}
      {tableId && !isTableDropped && (
        <LinkButton
          {...tableLink(tableId)}
          variant={pendingCount > 0 || isParentNext || job.undoneByJobId ? 'default' : 'filled'}
          leftSection={<IconTable size={17} stroke={1.8} />}
        >
          {t('job.seeTable')}
        </LinkButton>
      )}
      {job.kind === 'export' && job.tableId && (
        <LinkButton {...tableLink(job.tableId)} variant="default" leftSection={<IconTable size={17} stroke={1.8} />}>
          {t('job.seeTable')}
        </LinkButton>
      )}
      {role === 'corrects' && parent && parent.counts.rejected > 0 && !isParentNext && (
        <LinkButton {...jobLink(parent.id)} variant="default">
          {t('corrections.backToFirst')}
        </LinkButton>
      )}
      {job.kind === 'import' && tableId && !isTableDropped && <ExportButton tableId={tableId} />}
      {job.kind === 'import' && fileDrop.allowed && (
        <Button variant="default" onClick={() => fileDrop.pick()}>
          {t('job.importAnother')}
        </Button>
      )}
      {job.undoneByJobId && (
        <LinkButton {...jobLink(job.undoneByJobId)} variant="default">
          {t('undo.undoneLink')}
        </LinkButton>
      )}
      {(job.kind === 'import' || job.kind === 'edit') && !job.undoneByJobId && may('job.undo', job) && (
        <UndoDialog job={job} />
      )}
      {job.kind === 'inspect' && job.fileId && fileDrop.allowed && (
        <LinkButton {...fileLink(job.fileId)}>{t('job.openFile')}</LinkButton>
      )}
    </div>
  );
}

/** Moves to the first cell to correct, with the keyboard in it. */
function focusGrid(): void {
  const panel = document.getElementById('corrections')?.closest('section');
  panel?.scrollIntoView({ block: 'start' });
  panel?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
}
