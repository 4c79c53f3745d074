import { Button } from '@mantine/core';
import { type File, isOver } from '@sheetport/contract';
import { IconFiles } from '@tabler/icons-react';
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api.ts';
import { fileQuery, jobQuery, jobsQuery } from '../../api/queries.ts';
import { useWatch } from '../../api/socket.ts';
import { formatAppError } from '../../i18n/format-error.ts';
import { Empty } from '../../ui/empty.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Bar } from '../../ui/progress-bar.tsx';
import { useTitle } from '../../ui/title.ts';
import { useIntake } from '../upload/file-drop.tsx';
import { uploadedFraction, useUploads } from '../upload/upload.ts';
import { UploadCard } from '../upload/upload-card.tsx';
import css from './batch.module.css';
import { alongWith, groupByShape, type Shape } from './group-sheets.ts';

const route = getRouteApi('/batch');

/** Several files that came at once: how far each is, and which of their sheets go in the same way. */
export function BatchScreen() {
  const { t } = useTranslation();
  const { files: ids, uploads: keys = [], table } = route.useSearch();
  const navigate = useNavigate();
  const intake = useIntake();
  const uploads = useUploads().filter(({ key }) => keys.includes(key));
  // In the order in which they were dropped, whichever arrives first.
  const arrived = keys.flatMap((key) => {
    const upload = uploads.find((one) => one.key === key);
    return upload?.state === 'arrived' && upload.fileId ? [upload.fileId] : [];
  });
  const ordered = [...ids.filter((id) => !arrived.includes(id)), ...new Set(arrived)].join();
  useEffect(() => {
    // The address remembers what has arrived, so that a reload finds it.
    if (ordered !== ids.join())
      void navigate({
        to: '/batch',
        replace: true,
        search: (before) => ({ ...readable(before), files: ordered.split(',') }),
      });
  }, [ordered, ids, navigate]);
  const queries = useQueries({
    queries: ids.map((id) => ({
      ...fileQuery(id),
      retry: (count: number, error: Error) =>
        error instanceof ApiError && error.status === 404 ? count < 5 : count < 6,
      retryDelay: 400,
    })),
  });
  const jobs = useInfiniteQuery(jobsQuery({ kind: 'import' }));
  const files = queries.flatMap(({ data }) => data ?? []);
  const coming = uploads.filter(({ state }) => state !== 'arrived');
  const total = ids.length + coming.length;
  const read = files.filter(isRead).length;
  const fraction =
    total === 0
      ? 0
      : (read + coming.reduce((sum, one) => sum + uploadedFraction(one) / 2, 0) + (ids.length - read) / 2) / total;
  const title = t('batch.title', { count: total });
  useTitle(title);
  if (total === 0)
    return (
      <div className="page">
        <div className="panel">
          <Empty icon={<IconFiles size={22} stroke={1.6} />} title={t('batch.none')} text={t('batch.noneText')}>
            <Button onClick={() => intake.pick()}>{t('home.chooseButton')}</Button>
          </Empty>
        </div>
      </div>
    );
  const words = read < total ? t('batch.arriving', { ready: read, total }) : t('batch.allRead');
  const shapes = groupByShape(files, jobs.data?.pages.flatMap((page) => page.jobs) ?? []);
  return (
    <div className="page">
      <div>
        <h1>{title}</h1>
        <p className="muted">{t('batch.text')}</p>
      </div>
      <div className="stack">
        <p className="small digits" role="status">
          {words}
        </p>
        <Bar fraction={fraction} tone={read < total ? 'going' : 'good'} label={t('batch.files')} text={words} thin />
      </div>
      {coming.length > 0 && (
        <ul className={`${css.files} stack`} aria-label={t('home.uploads')}>
          {coming.map((upload) => (
            <UploadCard key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
      {shapes.map((shape) => (
        <ShapePanel key={shape.key} shape={shape} table={table} batch={ids} />
      ))}
      <FileList files={files} />
    </div>
  );
}

function readable(search: object): { files: string[]; uploads?: string[]; table?: string } {
  return { files: [], ...search };
}

function isRead(file: File): boolean {
  return file.state === 'unreadable' || file.state === 'gone' || file.sheets !== undefined;
}

function ShapePanel({ shape, table, batch }: { shape: Shape; table: string | undefined; batch: string[] }) {
  const { t } = useTranslation();
  const open = shape.sheets.filter(({ imported }) => !imported);
  const wanted = open.length > 0 ? open : shape.sheets;
  const [first, ...others] = wanted as [Shape['sheets'][number]];
  const along = alongWith(first, others);
  const search = {
    sheet: first.sheet.index,
    batch,
    ...(along.length > 0 && { moreSheets: along }),
    ...(table && { table }),
  };
  return (
    <section className="panel">
      <div className={css.head}>
        <div className={css.words}>
          <h2>{t('batch.group', { count: shape.sheets.length })}</h2>
          <p className="muted small one-line" title={shape.headings.join(', ')}>
            {shape.headings.join(' · ')}
          </p>
        </div>
        <LinkButton
          to="/import/$fileId"
          params={{ fileId: first.file.id }}
          search={search}
          variant={open.length > 0 ? 'filled' : 'default'}
        >
          {open.length > 0 ? t('batch.check', { count: wanted.length }) : t('batch.again')}
        </LinkButton>
      </div>
      <ul className={css.sheets}>
        {shape.sheets.map(({ file, sheet, imported }) => {
          const name = (file.sheets?.length ?? 0) > 1 ? `${file.name} · ${sheet.name}` : file.name;
          return (
            <li key={`${file.id} ${sheet.index}`}>
              <span className={css.name} title={name}>
                {name}
              </span>
              {imported && <span className="small muted">{t('batch.imported')}</span>}
              {sheet.rows !== null && (
                <span className="small muted digits">{t('batch.rows', { count: sheet.rows })}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What is not ready yet, cannot be read, or goes a way of its own. */
function FileList({ files }: { files: readonly File[] }) {
  const { t } = useTranslation();
  const odd = files.filter((file) => !isRead(file) || file.state !== 'ready' || file.correctsJobId || isEmpty(file));
  const hidden = files.flatMap((file) =>
    (file.sheets ?? []).filter((sheet) => sheet.hidden && sheet.columns.length > 0).map((sheet) => ({ file, sheet })),
  );
  if (odd.length + hidden.length === 0) return null;
  return (
    <section className="panel" aria-label={t('batch.files')}>
      <ul className={css.files}>
        {odd.map((file) => (
          <FileLine key={file.id} file={file} />
        ))}
        {hidden.map(({ file, sheet }) => (
          <li key={`${file.id} ${sheet.index}`}>
            <span className={css.name}>{`${file.name} · ${sheet.name}`}</span>
            <span className="small muted">{t('batch.hidden')}</span>
            <Link to="/import/$fileId" params={{ fileId: file.id }} search={{ sheet: sheet.index }} className="small">
              {t('batch.open')}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isEmpty(file: File): boolean {
  return file.sheets?.every((sheet) => sheet.columns.length === 0 || sheet.rows === 0) === true;
}

function FileLine({ file }: { file: File }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const waits = !isRead(file);
  useWatch(waits ? file.inspectionId : null);
  const { data: job } = useQuery({
    ...jobQuery(file.inspectionId ?? ''),
    enabled: waits && file.inspectionId !== null,
  });
  const fraction = job && !isOver(job.state) ? job.progress.fraction : 0;
  const words = waits
    ? format.percent(fraction)
    : file.error
      ? formatAppError(file.error, t, i18n)
      : file.correctsJobId
        ? t('batch.corrections')
        : file.state === 'gone'
          ? t('import.gone')
          : t('batch.nothing');
  return (
    <li>
      <span className={css.name} title={file.name}>
        {file.name}
      </span>
      {waits && (
        <span className={css.bar}>
          <Bar fraction={fraction} tone="going" label={t('progress.label', { title: file.name })} text={words} thin />
        </span>
      )}
      <span className="small muted digits">{words}</span>
      {file.correctsJobId && (
        <Link to="/import/$fileId" params={{ fileId: file.id }} search={{}} className="small">
          {t('batch.open')}
        </Link>
      )}
    </li>
  );
}
