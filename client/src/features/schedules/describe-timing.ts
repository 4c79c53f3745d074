import type { ScheduleTiming } from '@sheetport/contract';
import type { Translate } from '../../i18n/translate.ts';
import { formatLocal, formatTime, formatWeekday } from './format-zoned.ts';
import { readTiming } from './timing-draft.ts';

/** When a schedule is due, in words. */
export function describeTiming(timing: ScheduleTiming, t: Translate, language: string): string {
  const { repeat, time: clock, weekdays, day, every, unit, at, cron } = readTiming(timing);
  const time = formatTime(clock, language);
  switch (repeat) {
    case 'daily':
      return t('schedules.saidDaily', { time });
    case 'weekly': {
      const isWorkdays = weekdays.join() === '1,2,3,4,5';
      if (isWorkdays) return t('schedules.saidWorkdays', { time });
      const days = weekdays.map((one) => formatWeekday(one, language, 'long'));
      return t('schedules.saidWeekly', { days: new Intl.ListFormat(language).format(days), time });
    }
    case 'monthly':
      return day === 'L' ? t('schedules.saidMonthEnd', { time }) : t('schedules.saidMonthly', { day, time });
    case 'interval':
      return t(`schedules.saidEvery.${unit}`, { count: Number(every) });
    case 'once':
      return t('schedules.saidOnce', { at: formatLocal(at, language) });
    default:
      return t('schedules.saidCron', { cron });
  }
}
