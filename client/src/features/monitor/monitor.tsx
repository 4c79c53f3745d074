import { SegmentedControl } from '@mantine/core';
import type { MonitorWindow } from '@sheetport/contract';
import { IconActivity } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { monitorQuery } from '../../api/monitor.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { FailureList } from './failure-list.tsx';
import { LaneList } from './lane-list.tsx';
import { LiveJobs } from './live-jobs.tsx';
import { WorkerList } from './worker-list.tsx';

/** What runs, waits and failed; for owners. */
export function MonitorScreen() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('monitor.title'));
  if (may('service.measure')) return <LiveMonitor />;
  return (
    <EmptyPage
      icon={<IconActivity size={22} stroke={1.6} />}
      title={t('monitor.ownersOnly')}
      text={t('monitor.ownersOnlyText')}
    />
  );
}

function LiveMonitor() {
  const { t } = useTranslation();
  const [window, setWindow] = useState<MonitorWindow>('hour');
  const query = useQuery(monitorQuery(window));
  const { data, error } = query;
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{t('monitor.title')}</h1>
          <p className="muted">{t('monitor.lead')}</p>
        </div>
        <SegmentedControl
          aria-label={t('monitor.window')}
          value={window}
          onChange={(value) => setWindow(value as MonitorWindow)}
          data={(['hour', 'day'] as const).map((value) => ({ value, label: t(`monitor.${value}`) }))}
        />
      </div>
      {data ? (
        <>
          {error && <Note tone="warn">{t('monitor.stale')}</Note>}
          <LiveJobs jobs={data.jobs} />
          <LaneList monitor={data} />
          <WorkerList workers={data.workers} now={Date.parse(data.at)} />
          <FailureList failures={data.failures} now={Date.parse(data.at)} />
        </>
      ) : error ? (
        <QueryError query={query} />
      ) : (
        <LinesSkeleton lines={8} />
      )}
    </div>
  );
}
