import type { ScheduleRun } from '@sheetport/contract';
import { IconBan, IconCalendarOff, IconCheck, IconClock, IconX } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import badge from '../../ui/state-badge.module.css';
import { formatZoned } from './format-zoned.ts';

const LOOKS = {
  waiting: { Icon: IconClock, look: badge.queued },
  running: { Icon: IconClock, look: badge.running },
  succeeded: { Icon: IconCheck, look: badge.succeeded },
  failed: { Icon: IconX, look: badge.failed },
  cancelled: { Icon: IconBan, look: badge.cancelled },
  missed: { Icon: IconCalendarOff, look: badge.partly },
} as const;

/** How a run of a schedule went, when, and the job that did it. */
export function RunResult({ run, timeZone }: { run: ScheduleRun; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const { state, dueAt, manual, jobId, deleted } = run;
  const { Icon, look } = LOOKS[state];
  return (
    <>
      <span className={`${badge.badge} ${look ?? ''}`}>
        <Icon size={13} stroke={2.2} aria-hidden="true" />
        {t(`schedules.state.${state}`)}
      </span>
      <span className="muted small digits">
        <time dateTime={dueAt}>{formatZoned(dueAt, timeZone, i18n.language)}</time>
        {manual && ` · ${t('schedules.byHand')}`}
        {deleted !== null && ` · ${t('schedules.deleted', { count: deleted })}`}
      </span>
      {jobId !== null && (
        <Link to="/jobs/$jobId" params={{ jobId }} className="small">
          {t('schedules.openJob')}
        </Link>
      )}
    </>
  );
}
