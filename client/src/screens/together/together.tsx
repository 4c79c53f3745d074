import { Button } from '@mantine/core';
import { isOver, type Job } from '@sheetport/contract';
import { useQueries } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { watch } from '../../live.ts';
import { FaultPanel } from '../../parts/fault-panel.tsx';
import { JobList } from '../../parts/job-list.tsx';
import { useTitle } from '../../parts/title.ts';
import { LinesSkeleton } from '../../parts/waiting.tsx';
import { jobQuery } from '../../queries.ts';

const route = getRouteApi('/together');

/** Jobs that were started together, each with its bar. */
export function TogetherScreen() {
  const { t } = useTranslation();
  const { jobs: ids } = route.useSearch();
  const queries = useQueries({ queries: ids.map((id) => jobQuery(id)) });
  useEffect(() => {
    const stops = ids.map((id) => watch(id));
    return () => {
      for (const stop of stops) stop();
    };
  }, [ids]);
  const jobs = queries.flatMap(({ data }) => data ?? []);
  const over = jobs.filter((job) => isOver(job.state)).length;
  const title = t('mapping.together', { count: ids.length });
  useTitle(jobs.length > 0 ? `${over}/${ids.length} · ${title}` : title);
  const failed = queries.find(({ error, data }) => error && !data);
  if (failed && jobs.length === 0)
    return <FaultPanel error={failed.error} onRetry={() => void Promise.all(queries.map((one) => one.refetch()))} />;
  const tableId = tableOf(jobs);
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{title}</h1>
          <p className="muted digits" role="status">
            {over < ids.length
              ? t('mapping.togetherDone', { done: over, total: ids.length })
              : t('mapping.togetherAllDone')}
          </p>
        </div>
        {tableId && (
          <Button component={Link} to="/tables/$tableId" params={{ tableId } as never} variant="default">
            {t('mapping.togetherTable')}
          </Button>
        )}
      </div>
      {jobs.length === 0 ? (
        <LinesSkeleton lines={ids.length} />
      ) : (
        <div className="panel">
          <JobList jobs={jobs} label={title} />
        </div>
      )}
    </div>
  );
}

/** The table that all of them go into. */
function tableOf(jobs: readonly Job[]): string | undefined {
  const tables = new Set(jobs.map((job) => job.tableId ?? job.result?.tableId));
  const [only] = tables;
  return tables.size === 1 ? only : undefined;
}
