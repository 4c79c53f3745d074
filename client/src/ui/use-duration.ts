import type { Job } from '@sheetport/contract';
import { useTranslation } from '../i18n/use-translation.ts';
import { useFormats } from './format.ts';

/** How long it ran, in words. */
export function useDuration(job: Job): string | null {
  const { t } = useTranslation();
  const format = useFormats();
  if (!job.startedAt || !job.finishedAt) return null;
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
  return t('job.took', { time: format.duration(Math.max(1, seconds)) });
}
