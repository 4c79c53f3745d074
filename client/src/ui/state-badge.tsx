import type { Job } from '@sheetport/contract';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconClock,
  IconTestPipe,
  IconX,
} from '@tabler/icons-react';
import { isDryRun } from '../api/started-dry-runs.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { useFormats } from './format.ts';
import css from './state-badge.module.css';

/** The state in a word, a colour and a shape, so that none of the three is needed alone. */
export function StateBadge({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  if (job.state === 'running')
    return (
      <span className={`${css.badge} ${css.running} digits`}>
        <span className={css.pulse} aria-hidden="true" />
        {format.percent(job.progress.fraction)}
      </span>
    );
  if (job.undoneByJobId || (job.state === 'succeeded' && isDryRun(job))) {
    const Icon = job.undoneByJobId ? IconArrowBackUp : IconTestPipe;
    return (
      <span className={`${css.badge} ${css.cancelled}`}>
        <Icon size={13} stroke={2.2} aria-hidden="true" />
        {t(job.undoneByJobId ? 'undo.badge' : 'dryRun.badge')}
      </span>
    );
  }
  const rejected = job.state === 'succeeded' && job.counts.rejected > 0;
  const Icon = rejected
    ? IconAlertTriangle
    : { queued: IconClock, succeeded: IconCheck, failed: IconX, cancelled: IconBan }[job.state];
  return (
    <span className={`${css.badge} ${rejected ? css.partly : css[job.state]}`}>
      <Icon size={13} stroke={2.2} aria-hidden="true" />
      {t(`state.${job.state}`)}
    </span>
  );
}
