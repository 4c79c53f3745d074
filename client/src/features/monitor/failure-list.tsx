import { Button } from '@mantine/core';
import type { FailureCause, JobKind } from '@sheetport/contract';
import { retryJob } from '../../api/api.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatAppError, formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { buttonFor, nextStepOf } from '../../ui/next-step.ts';
import css from './monitor.module.css';

const KINDS: readonly string[] = ['inspect', 'import', 'export', 'undo', 'edit'] satisfies JobKind[];

/** What jobs failed of, the most frequent first; the last of them can be looked at and run again. */
export function FailureList({ failures, now }: { failures: readonly FailureCause[]; now: number }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  return (
    <section aria-labelledby="failures" className="stack">
      <h2 id="failures">{t('monitor.failures')}</h2>
      {failures.length === 0 ? (
        <p className="muted">{t('monitor.noFailures')}</p>
      ) : (
        <ul className={`${css.list} panel`}>
          {failures.map(({ code, kind, count, lastAt, lastJobId, lastMessage }) => (
            <li key={`${kind} ${code}`} className={css.line}>
              <span className={`${css.times} digits`}>{t('monitor.times', { count })}</span>
              <div className={css.what}>
                <p>{formatAppError({ code, message: lastMessage }, t, i18n)}</p>
                <p className="muted small">
                  {KINDS.includes(kind) ? t(`kind.${kind as JobKind}`) : kind} · <code>{code}</code>
                </p>
              </div>
              <Link to="/jobs/$jobId" params={{ jobId: lastJobId }}>
                {t('monitor.lastOne', { when: format.ago(lastAt, now) })}
              </Link>
              {kind !== 'inspect' && buttonFor(nextStepOf(code)) === 'again' && <RetryButton jobId={lastJobId} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Runs a job again that failed of what may have passed. */
function RetryButton({ jobId }: { jobId: string }) {
  const { t, i18n } = useTranslation();
  const { start, busy, error } = useStartJob();
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={busy}
        onClick={() => void start((intent) => retryJob(jobId, intent))}
      >
        {t('action.retry')}
      </Button>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
    </>
  );
}
