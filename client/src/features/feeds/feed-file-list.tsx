import { Button } from '@mantine/core';
import type { Feed, FeedFile } from '@sheetport/contract';
import { IconAlertTriangle, IconCheck, IconClock, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { feedFilesQuery, importFeedFile, refreshFeeds } from '../../api/feeds.ts';
import { formatAppError, formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './feeds.module.css';

const LOOKS = {
  reading: { icon: IconClock, tone: 'plain' },
  importing: { icon: IconClock, tone: 'running' },
  loaded: { icon: IconCheck, tone: 'good' },
  quarantined: { icon: IconAlertTriangle, tone: 'warn' },
  failed: { icon: IconX, tone: 'bad' },
} as const;

/** What came in by a feed, newest first. */
export function FeedFileList({ feed: { id, name, tableId } }: { feed: Feed }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(feedFilesQuery(id));
  const { data, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (isPending) return <LinesSkeleton lines={2} />;
  if (!data) return <QueryError query={query} />;
  const files = data.pages.flatMap((page) => page.files);
  if (files.length === 0) return <p className="muted small">{t('feeds.nothing')}</p>;
  return (
    <>
      <ul className={css.files} aria-label={t('feeds.filesOf', { name })}>
        {files.map((file) => (
          <FileLine key={file.id} feedId={id} tableId={tableId} file={file} />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('schedules.older')}
        </Button>
      )}
    </>
  );
}

function FileLine({ feedId, tableId, file }: { feedId: string; tableId: string; file: FeedFile }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(10_000);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { id, name, bytes, state, reason, fileId, jobId, undone, moved, seenAt } = file;
  // What is missing nobody can press away.
  const mayImport = (state === 'quarantined' || state === 'failed' || undone) && !reason?.missing.length;
  const importNow = async () => {
    setBusy(true);
    setError(null);
    await importFeedFile(feedId, id).catch(setError);
    await refreshFeeds();
    setBusy(false);
  };
  return (
    <li>
      <Badge {...LOOKS[state]}>{t(`feeds.state.${state}`)}</Badge>
      <span className={css.source}>{name}</span>
      <span className="muted small digits">
        {format.bytes(bytes)} · {format.ago(seenAt, now)}
        {moved && ` · ${t('feeds.moved')}`}
        {undone && ` · ${t('feeds.undone')}`}
      </span>
      {jobId !== null && (
        <Link to="/jobs/$jobId" params={{ jobId }} className="small">
          {t('schedules.openJob')}
        </Link>
      )}
      {(reason || mayImport) && (
        <div className={css.reason}>
          {reason && <Reason reason={reason} />}
          {mayImport && (
            <Button size="compact-xs" variant="default" loading={busy} onClick={() => void importNow()}>
              {t(undone ? 'feeds.importAgain' : 'feeds.importAnyway')}
            </Button>
          )}
          {state === 'quarantined' && !mayImport && fileId !== null && (
            <Link to="/import/$fileId" params={{ fileId }} search={{ table: tableId }}>
              {t('feeds.byHand')}
            </Link>
          )}
          {error !== null && <span style={{ color: 'var(--bad)' }}>{formatError(error, t, i18n)}</span>}
        </div>
      )}
    </li>
  );
}

function Reason({ reason }: { reason: NonNullable<FeedFile['reason']> }) {
  const { t, i18n } = useTranslation();
  const { missing, added, doubtful } = reason;
  const parts = [
    missing.length > 0 && t('feeds.missing', { headings: missing.join(', ') }),
    added.length > 0 && t('feeds.added', { headings: added.join(', ') }),
    doubtful.length > 0 && t('feeds.doubtful', { headings: doubtful.join(', ') }),
  ].filter((part) => part !== false);
  return <span>{parts.length > 0 ? parts.join(' ') : formatAppError(reason, t, i18n)}</span>;
}
