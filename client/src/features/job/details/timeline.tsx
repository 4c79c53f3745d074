import type { Attempt, Job, JobDetails, LoggedPhase } from '@sheetport/contract';
import type { Translate } from '../../../i18n/translate.ts';
import { useTranslation } from '../../../i18n/use-translation.ts';
import { useFormats } from '../../../ui/format.ts';
import { useFormatMs } from '../../../ui/use-format-ms.ts';
import css from './details.module.css';
import { segmentsOf } from './segments.ts';

/** Each attempt as a bar of its phases, and the same in figures. */
export function Timeline({ job, details }: { job: Job; details: JobDetails }) {
  const { t } = useTranslation();
  const format = useFormats();
  const formatMs = useFormatMs();
  const { attempts } = details;
  const first = attempts[0];
  const waited = first ? Date.parse(first.startedAt) - Date.parse(job.createdAt) : null;
  return (
    <section className={css.part} aria-labelledby="timeline">
      <h3 id="timeline">{t('history.timeline')}</h3>
      {attempts.length === 0 && <p className="muted">{t('history.neverRan')}</p>}
      {waited !== null && waited >= 1000 && (
        <p className="muted small">{t('history.waited', { time: formatMs(waited) })}</p>
      )}
      {attempts.map((attempt) => (
        <AttemptLines key={attempt.number} attempt={attempt} alone={attempts.length === 1} />
      ))}
      {details.cancelRequestedAt && (
        <p className="muted small">{t('history.cancelAsked', { when: format.moment(details.cancelRequestedAt) })}</p>
      )}
    </section>
  );
}

function AttemptLines({ attempt, alone }: { attempt: Attempt; alone: boolean }) {
  const { t } = useTranslation();
  const format = useFormats();
  const formatMs = useFormatMs();
  const duration = attempt.endedAt ? Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt) : null;
  const formatTime = ({ ms }: LoggedPhase) => {
    if (ms !== null) return formatMs(ms);
    return attempt.end === null ? t('history.going') : t('history.unknown');
  };
  return (
    <div className={css.attempt}>
      <p className={css.attemptHead}>
        {!alone && <strong>{t('history.attempt', { number: String(attempt.number) })}</strong>}
        <span className="muted small digits">
          {[
            format.moment(attempt.startedAt),
            duration !== null && formatMs(duration),
            attempt.worker && t('history.by', { worker: attempt.worker }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {attempt.end && (!alone || attempt.end === 'lost') && (
          <span className={`small ${attempt.end === 'succeeded' ? css.good : css.bad}`}>{formatEnd(attempt, t)}</span>
        )}
      </p>
      <div className={css.bar} aria-hidden="true">
        {segmentsOf(attempt).map(({ phase, share, open }) => (
          <span
            key={`${phase.phase}${phase.startedAt}`}
            className={`${css.segment} ${css[phase.phase] ?? ''} ${open ? css.open : ''}`}
            style={{ flexGrow: share }}
            title={t('history.bar', { phase: t(`phase.${phase.phase}`), time: formatTime(phase) })}
          />
        ))}
      </div>
      <table className={css.figures}>
        <thead>
          <tr>
            <th scope="col">{t('history.phase')}</th>
            <th scope="col">{t('history.time')}</th>
            <th scope="col">{t('history.rows')}</th>
          </tr>
        </thead>
        <tbody>
          {attempt.phases.map((phase) => (
            <tr key={`${phase.phase}${phase.startedAt}`}>
              <td>
                <span className={`${css.dot} ${css[phase.phase] ?? ''}`} aria-hidden="true" />
                {t(`phase.${phase.phase}`)}
              </td>
              <td className="digits">{formatTime(phase)}</td>
              <td className="digits">{phase.rows > 0 ? format.count(phase.rows) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function formatEnd({ end, code }: Attempt, t: Translate): string {
  if (end === 'released' && code === 'moved') return t('history.moved');
  if (end === 'released') return t(code === 'drain' ? 'history.drain' : 'history.released');
  return end ? t(`history.end.${end}`) : '';
}
