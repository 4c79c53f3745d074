import { Button } from '@mantine/core';
import type { Schedule } from '@sheetport/contract';
import { IconCalendarClock, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { schedulesQuery } from '../../api/schedules.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationTabs } from '../automation/automation-tabs.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { ScheduleLine } from './schedule-line.tsx';
import css from './schedules.module.css';

const ICON = <IconCalendarClock size={22} stroke={1.6} />;

/** What is done by itself at set times. */
export function SchedulesScreen() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('schedules.title'));
  if (may('schedule.create')) return <ScheduleList />;
  return <EmptyPage icon={ICON} title={t('schedules.notForGuests')} text={t('schedules.notForGuestsText')} />;
}

function ScheduleList() {
  const { t } = useTranslation();
  const query = useQuery(schedulesQuery);
  const [edited, setEdited] = useState<Schedule | 'new' | null>(null);
  const schedules = query.data?.schedules ?? [];
  const make = (
    <Button leftSection={<IconPlus size={17} stroke={1.8} />} onClick={() => setEdited('new')}>
      {t('schedules.make')}
    </Button>
  );
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{t('schedules.title')}</h1>
          <p className="muted">{t('schedules.lead')}</p>
        </div>
        {schedules.length > 0 && make}
      </div>
      <AutomationTabs />
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : !query.data ? (
        <QueryError query={query} />
      ) : schedules.length === 0 ? (
        <div className="panel">
          <Empty icon={ICON} title={t('schedules.none')} text={t('schedules.noneText')}>
            {make}
          </Empty>
        </div>
      ) : (
        <>
          {query.error && <QueryError query={query} />}
          <ul className={`${css.list} panel`} aria-label={t('schedules.title')}>
            {schedules.map((schedule) => (
              <ScheduleLine key={schedule.id} schedule={schedule} onEdit={() => setEdited(schedule)} />
            ))}
          </ul>
        </>
      )}
      {edited && <ScheduleDialog {...(edited !== 'new' && { schedule: edited })} onClose={() => setEdited(null)} />}
    </div>
  );
}
