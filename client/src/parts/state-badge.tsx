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
import { useTranslation } from 'react-i18next';
import { useFormats } from '../format.ts';
import { isRehearsal } from './rehearsals.ts';
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
  if (job.undoneBy || (job.state === 'succeeded' && isRehearsal(job))) {
    const Icon = job.undoneBy ? IconArrowBackUp : IconTestPipe;
    return (
      <span className={`${css.badge} ${css.cancelled}`}>
        <Icon size={13} stroke={2.2} aria-hidden="true" />
        {t(job.undoneBy ? 'undo.badge' : 'rehearsal.badge')}
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
