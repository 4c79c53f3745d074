import type { ScheduleRun } from '@sheetport/contract';
import { IconBan, IconCalendarOff, IconCheck, IconClock, IconPlayerSkipForward, IconX } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { formatZoned, ownTimeZone } from './format-zoned.ts';

const LOOKS = {
  waiting: { icon: IconClock, tone: 'plain' },
  running: { icon: IconClock, tone: 'running' },
  succeeded: { icon: IconCheck, tone: 'good' },
  failed: { icon: IconX, tone: 'bad' },
  cancelled: { icon: IconBan, tone: 'plain' },
  missed: { icon: IconCalendarOff, tone: 'warn' },
  skipped: { icon: IconPlayerSkipForward, tone: 'plain' },
} as const;

/** How a run of a schedule went, when by clocks here, and the job that did it. */
export function RunResult({ run }: { run: ScheduleRun }) {
  const { t, i18n } = useTranslation();
  const { state, dueAt, manual, jobId, deleted } = run;
  return (
    <>
      <Badge {...LOOKS[state]}>{t(`schedules.state.${state}`)}</Badge>
      <span className="muted small digits">
        <time dateTime={dueAt}>{formatZoned(dueAt, ownTimeZone(), i18n.language)}</time>
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
