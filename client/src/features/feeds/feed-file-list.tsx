import { Button } from '@mantine/core';
import type { Feed } from '@sheetport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { feedFilesQuery } from '../../api/feeds.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { FeedFileLine } from './feed-file-line.tsx';
import css from './feeds.module.css';

/** What came in by a feed, newest first. */
export function FeedFileList({ feed }: { feed: Feed }) {
  const { t } = useTranslation();
  const { id, name } = feed;
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
          <FeedFileLine key={file.id} feed={feed} file={file} />
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
