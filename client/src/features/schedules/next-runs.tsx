import type { SchedulePreviewRequest } from '@sheetport/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { schedulePreviewQuery } from '../../api/schedules.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { formatBoth } from './format-zoned.ts';
import css from './schedules.module.css';

/** The next times at which a schedule that is being edited would be due, as clocks of its zone show them. */
export function NextRuns({ when }: { when: SchedulePreviewRequest | undefined }) {
  const { t } = useTranslation();
  return (
    <div className={css.next} aria-live="polite">
      <strong className="small">{t('schedules.nextRuns')}</strong>
      {when ? <Times when={when} /> : <p className="muted small">{t('schedules.fillIn')}</p>}
    </div>
  );
}

function Times({ when }: { when: SchedulePreviewRequest }) {
  const { t, i18n } = useTranslation();
  const { data, error, isPlaceholderData } = useQuery({
    ...schedulePreviewQuery(when),
    placeholderData: keepPreviousData,
  });
  if (error) return <Note tone="bad">{formatError(error, t, i18n)}</Note>;
  return (
    <ol className={`digits small ${isPlaceholderData ? css.stale : ''}`}>
      {data?.runs.map(({ at: due, moved }) => {
        const { at, here } = formatBoth(due, when.timeZone, i18n.language);
        return (
          <li key={due}>
            {at}
            {here && <span className="muted"> · {t('schedules.here', { at: here })}</span>}
            {moved && <span className="muted"> · {t('schedules.moved')}</span>}
          </li>
        );
      })}
    </ol>
  );
}
