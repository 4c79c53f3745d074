import { Button } from '@mantine/core';
import { IconFiles } from '@tabler/icons-react';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError } from '../../api/api.ts';
import { fileQuery, jobsQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { changeSearch, useSearch } from '../../routing/router.ts';
import { Empty } from '../../ui/empty.tsx';
import { NotAllowed } from '../../ui/not-allowed.tsx';
import { Bar } from '../../ui/progress-bar.tsx';
import { useTitle } from '../../ui/title.ts';
import { useFileDrop } from '../upload/file-drop.tsx';
import { uploadedFraction, useUploads } from '../upload/upload.ts';
import { UploadCard } from '../upload/upload-card.tsx';
import css from './batch.module.css';
import { FileList } from './file-list.tsx';
import { groupByShape, isRead } from './group-sheets.ts';
import { ShapePanel } from './shape-panel.tsx';

/** Several files that came at once: how far each is, and which of their sheets go in the same way. */
export function BatchScreen() {
  const may = useMay();
  return may('table.import') ? <Batch /> : <NotAllowed />;
}

function Batch() {
  const { t } = useTranslation();
  const { files: ids, uploads: keys = [], table } = useSearch('/batch');
  const fileDrop = useFileDrop();
  const uploads = useUploads().filter(({ key }) => keys.includes(key));
  // In the order in which they were dropped, whichever arrives first.
  const arrived = keys.flatMap((key) => {
    const upload = uploads.find((one) => one.key === key);
    return upload?.state === 'arrived' && upload.fileId ? [upload.fileId] : [];
  });
  const ordered = [...ids.filter((id) => !arrived.includes(id)), ...new Set(arrived)].join();
  useEffect(() => {
    // The address remembers what has arrived, so that a reload finds it.
    if (ordered !== ids.join()) changeSearch('/batch', (before) => ({ ...before, files: ordered.split(',') }));
  }, [ordered, ids]);
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
            <Button onClick={() => fileDrop.pick()}>{t('home.chooseButton')}</Button>
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
