import { Button } from '@mantine/core';
import type { JobsFilter } from '@sheetport/contract';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { jobsQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { readJobsSearch } from '../../routing/filter-params.ts';
import { changeSearch, useSearch } from '../../routing/router.ts';
import { Empty } from '../../ui/empty.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { Filters } from './filters.tsx';
import { foldEdits } from './fold-edits.ts';
import { JobList } from './job-list.tsx';

/** All jobs, newest first. */
export function JobsScreen() {
  const { t } = useTranslation();
  const search = useSearch('/jobs');
  const filter = useMemo(() => readJobsSearch(search), [search]);
  const query = useInfiniteQuery(jobsQuery(filter));
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const end = useRef<HTMLDivElement>(null);
  useTitle(t('jobList.title'));

  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasNextPage) return;
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting) && !isFetchingNextPage) void fetchNextPage();
      },
      { rootMargin: '600px' },
    );
    seen.observe(mark);
    return () => seen.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const jobs = query.data?.pages.flatMap((page) => page.jobs) ?? [];
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const folded = foldEdits(jobs);
  const earlier = new Map(folded.map((one) => [one.job.id, one.earlier.length]));
  const shown = folded.flatMap((one) => (opened.has(one.job.id) ? [one.job, ...one.earlier] : [one.job]));
  const toggle = (id: string) =>
    setOpened((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  const filtered = Object.keys(filter).length > 0;
  const people = [
    ...new Set([...jobs.flatMap(({ createdBy }) => createdBy ?? []), ...(filter.createdBy ? [filter.createdBy] : [])]),
  ].sort();
  const set = useCallback(
    (fields: JobsFilter) => changeSearch('/jobs', (before) => readJobsSearch({ ...before, ...fields })),
    [],
  );
  if (query.error && jobs.length === 0 && !filtered)
    return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="page">
      <div className="row between wrap">
        <h1>{t('jobList.title')}</h1>
        <p className="muted small digits" role="status">
          {query.isPending ? '' : t(hasNextPage ? 'history.more' : 'history.count', { count: jobs.length })}
        </p>
      </div>
      <Filters filter={filter} people={people} onChange={set} />
      {query.error && jobs.length === 0 ? (
        <QueryError query={query} />
      ) : query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : (
        <div className="panel">
          {jobs.length > 0 ? (
            <JobList
              jobs={shown}
              label={t('jobList.title')}
              after={(job) => {
                const count = earlier.get(job.id) ?? 0;
                if (count === 0) return undefined;
                return (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    aria-expanded={opened.has(job.id)}
                    onClick={() => toggle(job.id)}
                  >
                    {t(opened.has(job.id) ? 'history.fewerEdits' : 'history.earlierEdits', { count })}
                  </Button>
                );
              }}
            />
          ) : (
            <Empty
              icon={<IconHistory size={22} stroke={1.6} />}
              title={filtered ? t('jobList.noneFit') : t('jobList.none')}
              {...(filtered ? {} : { text: t('jobList.noneText') })}
            >
              {filtered && (
                <Button variant="default" onClick={() => changeSearch('/jobs', () => ({}))}>
                  {t('history.clear')}
                </Button>
              )}
            </Empty>
          )}
        </div>
      )}
      <div ref={end} />
      {isFetchingNextPage && <LinesSkeleton lines={3} />}
      {jobs.length > 20 && !hasNextPage && (
        <p className="muted small" style={{ textAlign: 'center' }}>
          {t('jobList.end')}
        </p>
      )}
    </div>
  );
}
