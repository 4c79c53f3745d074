import type { Schedule } from '@sheetport/contract';
import { IconCalendarClock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { schedulesQuery } from '../../api/schedules.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationPage } from '../automation/automation-page.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { ScheduleLine } from './schedule-line.tsx';

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
  return (
    <AutomationPage
      kind="schedules"
      texts={{
        title: t('schedules.title'),
        lead: t('schedules.lead'),
        make: t('schedules.make'),
        none: t('schedules.none'),
        noneText: t('schedules.noneText'),
      }}
      icon={ICON}
      query={query}
      lines={schedules.map((schedule) => (
        <ScheduleLine key={schedule.id} schedule={schedule} onEdit={() => setEdited(schedule)} />
      ))}
      onMake={() => setEdited('new')}
    >
      {edited && <ScheduleDialog {...(edited !== 'new' && { schedule: edited })} onClose={() => setEdited(null)} />}
    </AutomationPage>
  );
}
