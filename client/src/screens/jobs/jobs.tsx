import { Button, NativeSelect } from '@mantine/core';
import { JobKind, JobState } from '@sheetport/contract';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobsFilter } from '../../api.ts';
import { Empty } from '../../parts/empty.tsx';
import { FaultPanel } from '../../parts/fault-panel.tsx';
import { JobList } from '../../parts/job-list.tsx';
import { useTitle } from '../../parts/title.ts';
import { LinesSkeleton } from '../../parts/waiting.tsx';
import { jobsQuery } from '../../queries.ts';

const route = getRouteApi('/jobs');

/** Everything that was ever asked, newest first. */
export function JobsScreen() {
  const { t } = useTranslation();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(jobsQuery(filter));
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const end = useRef<HTMLDivElement>(null);
  useTitle(t('jobs.title'));

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
  const filtered = filter.kind !== undefined || filter.state !== undefined;
  const set = (fields: JobsFilter) =>
    void navigate({
      search: Object.fromEntries(Object.entries({ ...filter, ...fields }).filter(([, value]) => value)),
      replace: true,
    });
  if (query.error && jobs.length === 0) return <FaultPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="page">
      <div className="row between wrap">
        <h1>{t('jobs.title')}</h1>
        <div className="row">
          <NativeSelect
            aria-label={t('jobs.kind')}
            size="xs"
            value={filter.kind ?? ''}
            onChange={(event) => set({ kind: JobKind.safeParse(event.currentTarget.value).data })}
            data={[
              { value: '', label: t('jobs.anyKind') },
              ...JobKind.options.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
            ]}
          />
          <NativeSelect
            aria-label={t('jobs.state')}
            size="xs"
            value={filter.state ?? ''}
            onChange={(event) => set({ state: JobState.safeParse(event.currentTarget.value).data })}
            data={[
              { value: '', label: t('jobs.anyState') },
              ...JobState.options.map((state) => ({ value: state, label: t(`state.${state}`) })),
            ]}
          />
        </div>
      </div>
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : (
        <div className="panel">
          {jobs.length > 0 ? (
            <JobList jobs={jobs} label={t('jobs.title')} />
          ) : (
            <Empty
              icon={<IconHistory size={22} stroke={1.6} />}
              title={filtered ? t('jobs.noneFit') : t('jobs.none')}
              {...(filtered ? {} : { text: t('jobs.noneText') })}
            >
              {filtered && (
                <Button variant="default" onClick={() => set({ kind: undefined, state: undefined })}>
                  {t('act.clear')}
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
          {t('jobs.end')}
        </p>
      )}
    </div>
  );
}
