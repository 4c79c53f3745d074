import type { MessageAttempt } from '@sheetport/contract';
import { formatAppError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { useFormatMs } from '../../ui/use-format-ms.ts';
import css from './attempts.module.css';

/** Each try to send something, with what the other side answered: the receipts. */
export function Attempts({ attempts }: { attempts: readonly MessageAttempt[] }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const formatMs = useFormatMs();
  if (attempts.length === 0) return <p className="muted small">{t('webhooks.noAttempts')}</p>;
  return (
    <div>
      <p className="small">{t('webhooks.attempts')}</p>
      <ul className={css.attempts}>
        {attempts.map(({ at, ms, status, answer, error }) => (
          <li key={at} className="small">
            <span className="muted">{format.moment(at)}</span>
            {' · '}
            {status !== null
              ? t('webhooks.answered', { status })
              : t(error ? 'webhooks.noAnswer' : 'deliveries.state.delivered')}
            {' · '}
            <span className="digits">{formatMs(ms)}</span>
            {(error || answer) && <pre className={css.text}>{error ? formatAppError(error, t, i18n) : answer}</pre>}
            {!error && !answer && <p className="muted">{t('webhooks.emptyAnswer')}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}
