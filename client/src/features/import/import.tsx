import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api.ts';
import { fileQuery, jobQuery } from '../../api/queries.ts';
import { useWatch } from '../../api/socket.ts';
import { formatAppError } from '../../i18n/format-error.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFormats } from '../../ui/format.ts';
import { Bar, ProgressBar } from '../../ui/progress-bar.tsx';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { useTitle } from '../../ui/title.ts';
import { useIntake } from '../upload/file-drop.tsx';
import { tryUploadAgain, type Upload, unfinishedUpload, uploadedFraction, useUploads } from '../upload/upload.ts';
import { useUploadWords } from '../upload/upload-card.tsx';
import { ContinuePanel } from './corrections-file-panel.tsx';
import css from './import.module.css';
import { type Beginning, ImportForm } from './import-form.tsx';

const route = getRouteApi('/import/$fileId');

/** From a file on its way to a job that runs. */
export function Import() {
  const { fileId } = route.useParams();
  const { table, sheet, moreSheets, batch } = route.useSearch();
  const upload = useUploads().find((one) => one.fileId === fileId);
  const coming = upload !== undefined && upload.state !== 'arrived';
  if (coming) return <Uploading upload={upload} />;
  return (
    <Arrived
      key={`${fileId} ${sheet ?? ''}`}
      fileId={fileId}
      tableId={table}
      justArrived={upload !== undefined}
      begin={{ sheet, moreSheets: moreSheets ?? [], batch: batch ?? [] }}
    />
  );
}

function FileHead({ name, detail, step }: { name: string; detail: string; step: 0 | 1 }) {
  return (
    <div className={css.head}>
      <Stepper at={step} />
      <div className="row">
        <span className={css.fileIcon} aria-hidden="true">
          <IconFileSpreadsheet size={22} stroke={1.5} />
        </span>
        <div style={{ minWidth: 0 }}>
          <h1 className="one-line" title={name}>
            {name}
          </h1>
          <p className="muted small digits">{detail}</p>
        </div>
      </div>
    </div>
  );
}

function Uploading({ upload }: { upload: Upload }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const words = useUploadWords(upload);
  const fraction = uploadedFraction(upload);
  useTitle(`${format.percent(fraction)} · ${upload.name}`);
  return (
    <div className="page">
      <FileHead name={upload.name} detail={format.bytes(upload.bytes)} step={0} />
      {upload.state === 'failed' ? (
        <Note
          tone="bad"
          title={t('upload.failed')}
          actions={<Button onClick={() => tryUploadAgain(upload.key)}>{t('upload.again')}</Button>}
        >
          {upload.error ? formatAppError(upload.error, t, i18n) : null}
        </Note>
      ) : (
        <section className={`${css.working} panel`}>
          <div className={css.workingHead}>
            <h2>{t('import.uploading')}</h2>
            <span className={`${css.percent} digits`}>{format.percent(fraction)}</span>
          </div>
          <Bar
            fraction={fraction}
            tone={upload.state === 'sending' ? 'going' : 'waiting'}
            label={t('upload.label', { name: upload.name })}
            text={`${format.percent(fraction)}, ${words}`}
          />
          <p className="small digits">{words}</p>
          <p className="muted small">{t('import.uploadingText')}</p>
        </section>
      )}
    </div>
  );
}

function Arrived({
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
  const intake = useIntake();
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
  useTitle(file.data?.name);

  const unfinished = file.error && !file.data ? unfinishedUpload(fileId) : null;
  if (unfinished !== null)
    return (
      <div className="page">
        <FileHead name={unfinished || t('import.uploading')} detail="" step={0} />
        <Note
          tone="warn"
          title={t('import.interrupted')}
          actions={<Button onClick={() => intake.pick(tableId)}>{t('home.chooseButton')}</Button>}
        >
          {t('import.interruptedText')}
        </Note>
      </div>
    );
  if (file.error && !file.data)
    return <ErrorPanel error={file.error} missing={t('import.notFound')} onRetry={() => void file.refetch()} />;
  if (!file.data) return <PageSkeleton />;
  const { name, bytes, state, sheets, error } = file.data;
  const detail = [
    format.bytes(bytes),
    sheets && sheets.length > 1 ? `${sheets.length} ${t('import.sheets').toLowerCase()}` : '',
  ];
  const head = <FileHead name={name} detail={detail.filter(Boolean).join(' · ')} step={1} />;
  const another = (
    <Button variant="default" onClick={() => intake.pick(tableId)}>
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
        <Note tone={state === 'unreadable' ? 'bad' : 'warn'} title={titles[state]} actions={another}>
          {texts[state]}
        </Note>
      </div>
    );
  }
  if (!sheets) {
    const job = inspection.data;
    return (
      <div className="page">
        {head}
        <section className={`${css.working} panel`}>
          <div className={css.workingHead}>
            <h2>{job ? t(`phase.${job.phase}`) : t('import.arriving')}</h2>
            {job && <span className={`${css.percent} digits`}>{format.percent(job.progress.fraction)}</span>}
          </div>
          {job ? (
            <ProgressBar job={job} />
          ) : (
            <Bar fraction={0} tone="waiting" label={t('import.inspecting')} text={t('import.arriving')} />
          )}
          <p className="muted small">
            {job?.state === 'queued' && job.progress.queuePosition !== null
              ? t('progress.position', { count: job.progress.queuePosition })
              : t('import.inspectingText')}
          </p>
        </section>
      </div>
    );
  }
  if (sheets.every((sheet) => sheet.columns.length === 0))
    return (
      <div className="page">
        {head}
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
  if (file.data.correctsJobId && !asItsOwn)
    return (
      <div className="page">
        {head}
        <ContinuePanel file={file.data} first={file.data.correctsJobId} onInstead={() => setAsItsOwn(true)} />
      </div>
    );
  return (
    <div className="page wide">
      {head}
      <ImportForm file={file.data} inspection={settled ? undefined : inspection.data} tableId={tableId} begin={begin} />
    </div>
  );
}
