import { Button } from '@mantine/core';
import type { Feed, FeedFile } from '@sheetport/contract';
import { IconAlertTriangle, IconCheck, IconClock, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { feedFilesQuery, importFeedFile, refreshFeeds } from '../../api/feeds.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import badge from '../../ui/state-badge.module.css';
import css from './feeds.module.css';

const LOOKS = {
  reading: { Icon: IconClock, look: badge.queued },
  importing: { Icon: IconClock, look: badge.running },
  loaded: { Icon: IconCheck, look: badge.succeeded },
  quarantined: { Icon: IconAlertTriangle, look: badge.partly },
  failed: { Icon: IconX, look: badge.failed },
} as const;

/** What came in by a feed, newest first. */
export function FeedFileList({ feed: { id, name } }: { feed: Feed }) {
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
          <FileLine key={file.id} feedId={id} file={file} />
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

function FileLine({ feedId, file }: { feedId: string; file: FeedFile }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(10_000);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { id, name, bytes, state, reason, jobId, undone, moved, seenAt } = file;
  const { Icon, look } = LOOKS[state];
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
      <span className={`${badge.badge} ${look ?? ''}`}>
        <Icon size={13} stroke={2.2} aria-hidden="true" />
        {t(`feeds.state.${state}`)}
      </span>
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
          {error !== null && <span style={{ color: 'var(--bad)' }}>{formatError(error, t, i18n)}</span>}
        </div>
      )}
    </li>
  );
}

function Reason({ reason: { missing, added, doubtful, message } }: { reason: NonNullable<FeedFile['reason']> }) {
  const { t } = useTranslation();
  const parts = [
    missing.length > 0 && t('feeds.missing', { headings: missing.join(', ') }),
    added.length > 0 && t('feeds.added', { headings: added.join(', ') }),
    doubtful.length > 0 && t('feeds.doubtful', { headings: doubtful.join(', ') }),
  ].filter((part) => part !== false);
  return <span>{parts.length > 0 ? parts.join(' ') : message}</span>;
}
