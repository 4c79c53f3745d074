import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/api.ts';
import { fileQuery, jobQuery } from '../../api/queries.ts';
import { useWatch } from '../../api/socket.ts';
import { formatAppError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFormats } from '../../ui/format.ts';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { useFileDrop } from '../upload/file-drop.tsx';
import { unfinishedUpload } from '../upload/upload.ts';
import { CorrectionsFilePanel } from './corrections-file-panel.tsx';
import { DialectPanel, PlainQuotesButton } from './dialect-panel.tsx';
import { FileHead } from './file-head.tsx';
import css from './import.module.css';
import { type Beginning, ImportForm } from './import-form.tsx';
import { InspectionProgress } from './inspection-progress.tsx';
import { useShownFile } from './use-dialect-change.ts';

/** A file that the service has: its inspection, what is wrong with it, or the form of its import. */
export function ReceivedFile({
  fileId,
  tableId,
  justArrived,
  begin,
}: {
  fileId: string;
  tableId: string | undefined;
  justArrived: boolean;
  begin: Beginning;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const fileDrop = useFileDrop();
  const file = useQuery({
    ...fileQuery(fileId),
    // The upload's last byte and the file's first line in the database may cross; that is no reason to say "not found".
    retry: (count, error) => (error instanceof ApiError && error.status === 404 ? justArrived && count < 5 : count < 6),
    retryDelay: 400,
  });
  const inspectionId = file.data?.inspectionId ?? null;
  const settled = file.data?.state === 'ready' && file.data.sheets?.every((sheet) => sheet.complete);
  useWatch(settled ? null : inspectionId);
  const inspection = useQuery({ ...jobQuery(inspectionId ?? ''), enabled: inspectionId !== null && !settled });
  const [asItsOwn, setAsItsOwn] = useState(false);
  const { shown, isReadAgain } = useShownFile(file.data);
  useTitle(file.data?.name);

  const unfinished = file.error && !file.data ? unfinishedUpload(fileId) : null;
  if (unfinished !== null)
    return (
      <div className="page">
        <FileHead name={unfinished || t('import.uploading')} detail="" step={0} />
        <Note
          tone="warn"
          title={t('import.interrupted')}
          actions={<Button onClick={() => fileDrop.pick(tableId)}>{t('home.chooseButton')}</Button>}
        >
          {t('import.interruptedText')}
        </Note>
      </div>
    );
  if (file.error && !file.data)
    return <ErrorPanel error={file.error} missing={t('import.notFound')} onRetry={() => void file.refetch()} />;
  if (!shown) return <PageSkeleton />;
  const { name, bytes, state, sheets, error } = shown;
  const detail = [
    format.bytes(bytes),
    sheets && sheets.length > 1 ? `${sheets.length} ${t('import.sheets').toLowerCase()}` : '',
  ];
  const head = <FileHead name={name} detail={detail.filter(Boolean).join(' · ')} step={1} />;
  const another = (
    <Button variant="default" onClick={() => fileDrop.pick(tableId)}>
      {t('import.uploadOther')}
    </Button>
  );

  if (state === 'gone' || state === 'receiving' || state === 'unreadable') {
    const titles = { gone: t('import.gone'), receiving: t('import.interrupted'), unreadable: t('import.unreadable') };
    const texts = {
      gone: t('import.goneText'),
      receiving: t('import.interruptedText'),
      unreadable: error ? formatAppError(error, t, i18n) : '',
    };
    return (
      <div className="page">
        {head}
        <Note
          tone={state === 'unreadable' ? 'bad' : 'warn'}
          title={titles[state]}
          actions={
            <>
              {error?.code === 'unclosed_quote' && <PlainQuotesButton file={shown} />}
              {another}
            </>
          }
        >
          {texts[state]}
        </Note>
      </div>
    );
  }
  if (!sheets)
    return (
      <div className="page">
        {head}
        <InspectionProgress job={inspection.data} />
      </div>
    );
  if (sheets.every((sheet) => sheet.columns.length === 0))
    return (
      <div className="page">
        {head}
        <DialectPanel file={shown} />
        <div className="panel">
          <Empty
            icon={<IconFileSpreadsheet size={22} stroke={1.6} />}
            title={t('import.noSheets')}
            text={t('import.noSheetsText')}
          >
            {another}
          </Empty>
        </div>
      </div>
    );
  if (shown.correctsJobId && !asItsOwn)
    return (
      <div className="page">
        {head}
        <CorrectionsFilePanel file={shown} first={shown.correctsJobId} onInstead={() => setAsItsOwn(true)} />
      </div>
    );
  return (
    <div className="page wide">
      {head}
      <DialectPanel file={shown} />
      <div className={isReadAgain ? css.stale : undefined} aria-busy={isReadAgain}>
        <ImportForm
          key={JSON.stringify(shown.dialect)}
          file={shown}
          inspection={settled || isReadAgain ? undefined : inspection.data}
          tableId={tableId}
          begin={begin}
        />
      </div>
    </div>
  );
}
