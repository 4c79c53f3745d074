import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import type { ReactNode } from 'react';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { fileLink, tableLink } from '../../ui/links.ts';
import type { buttonFor } from '../../ui/next-step.ts';
import css from '../../ui/outcome.module.css';
import { useFileDrop } from '../upload/file-drop.tsx';

/** The first button, filled. */
const FIRST = { variant: 'filled', style: { order: -1 } } as const;
const OTHER = { variant: 'default' } as const;

/**
 * What can be done after a job that imported nothing: its file again, another file, its table.
 * @param first what helps most: other columns of the same file, another file, or the job again, whose button is in `children`
 */
export function NextButtons({
  job,
  first,
  children,
}: {
  job: Job;
  first: ReturnType<typeof buttonFor>;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const fileDrop = useFileDrop();
  const mayImport = useMay()('table.import', job);
  return (
    <div className={css.buttons}>
      {children}
      {job.kind === 'import' && job.fileId && mayImport && (
        <LinkButton {...fileLink(job.fileId)} {...(first === 'columns' ? FIRST : OTHER)}>
          {t('job.importAgain')}
        </LinkButton>
      )}
      {job.kind !== 'export' && job.kind !== 'edit' && fileDrop.allowed && (
        <Button onClick={() => fileDrop.pick()} {...(first === 'file' ? FIRST : OTHER)}>
          {t('job.importAnother')}
        </Button>
      )}
      {job.tableId && (
        <LinkButton {...tableLink(job.tableId)} variant="default">
          {t('job.seeTable')}
        </LinkButton>
      )}
    </div>
  );
}
