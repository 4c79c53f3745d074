import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconBan } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/link-button.tsx';
import { fileLink, tableLink } from '../../ui/links.ts';
import css from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFileDrop } from '../upload/file-drop.tsx';

/** A job that somebody cancelled. */
export function CancelledJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const fileDrop = useFileDrop();
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
          <LinkButton {...fileLink(job.fileId)}>{t('job.importAgain')}</LinkButton>
        )}
        {job.kind === 'import' && (
          <Button variant="default" onClick={() => fileDrop.pick()}>
            {t('job.importAnother')}
          </Button>
        )}
        {job.tableId && (
          <LinkButton {...tableLink(job.tableId)} variant="default">
            {t('job.seeTable')}
          </LinkButton>
        )}
      </div>
    </section>
  );
}
