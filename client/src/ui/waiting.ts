import type { Progress } from '@sheetport/contract';
import type { Translate } from '../i18n/translate.ts';
import type { Formats } from './format.ts';

/** Where a job waits: how many are before it, or that its queue is paused; undefined where the service does not tell. */
export function formatPosition(
  { paused, importsPerMinute, queuePosition }: Progress,
  t: Translate,
): string | undefined {
  if (paused) return t('progress.paused');
  if (importsPerMinute !== undefined) return t('progress.tableRate', { count: importsPerMinute });
  return queuePosition === null ? undefined : t('progress.position', { count: queuePosition });
}

/** How long a job that waits will probably do so; undefined where that is not known, and for one that is about to start. */
export function formatWait({ waitSeconds }: Progress, t: Translate, format: Formats): string | undefined {
  return waitSeconds ? t('progress.startsIn', { time: format.about(waitSeconds) }) : undefined;
}
