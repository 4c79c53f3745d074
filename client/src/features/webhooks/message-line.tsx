import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { WebhookMessage } from '@sheetport/contract';
import { IconCheck, IconClock, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { refreshWebhooks, resendMessage } from '../../api/webhooks.ts';
import { formatAppError, formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useFormats } from '../../ui/format.ts';
import receipt from '../automation/attempts.module.css';
import { Attempts } from '../automation/attempts.tsx';
import row from '../automation/line-row.module.css';
import { useEventNames } from './webhook-words.tsx';
import css from './webhooks.module.css';

const LOOKS = {
  waiting: { icon: IconClock, tone: 'plain' },
  delivered: { icon: IconCheck, tone: 'good' },
  failed: { icon: IconX, tone: 'bad' },
} as const;

/** One message: what it tells, how far it is, and on demand each attempt. */
export function MessageLine({
  webhookId,
  message,
  isMine,
}: {
  webhookId: string;
  message: WebhookMessage;
  isMine: boolean;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(60_000);
  const nameOfEvent = useEventNames();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id, event, state, createdAt, nextAttemptAt, jobId, attempts } = message;
  const details = `message-${id}`;
  const resend = async () => {
    setBusy(true);
    try {
      await resendMessage(webhookId, id);
      notifications.show({ message: t('webhooks.resent') });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
    }
    await refreshWebhooks();
    setBusy(false);
  };
  const last = attempts[0];
  return (
    <li className={row.line}>
      <div className={row.what}>
        <p className={row.head}>
          <span>{nameOfEvent(event)}</span>
          <Badge {...LOOKS[state]}>{t(`webhooks.state.${state}`)}</Badge>
        </p>
        <p className="muted small">
          <time dateTime={createdAt} title={format.moment(createdAt)}>
            {format.ago(createdAt, now)}
          </time>
          {last &&
            state !== 'delivered' &&
            ` · ${last.error ? formatAppError(last.error, t, i18n) : t('webhooks.answered', { status: last.status ?? '' })}`}
          {nextAttemptAt && attempts.length > 0 && ` · ${t('webhooks.next', { when: format.moment(nextAttemptAt) })}`}
        </p>
      </div>
      {isMine && state !== 'delivered' && attempts.length > 0 && (
        <Button size="compact-xs" variant="default" loading={busy} onClick={() => void resend()}>
          {t('webhooks.resend')}
        </Button>
      )}
      <DisclosureButton isOpen={open} controls={details} onToggle={() => setOpen(!open)}>
        {t('webhooks.details')}
      </DisclosureButton>
      <div id={details} hidden={!open} className={open ? css.details : undefined}>
        {open && (
          <>
            <Attempts attempts={message.attempts} />
            {message.body !== null && (
              <div>
                <p className="small">{t('webhooks.body')}</p>
                <pre className={receipt.text}>{formatJson(message.body)}</pre>
              </div>
            )}
            <div className="row wrap">
              {jobId && (
                <Link to="/jobs/$jobId" params={{ jobId }}>
                  {t('webhooks.toJob')}
                </Link>
              )}
              {isMine && state === 'delivered' && (
                <Button size="compact-xs" variant="default" loading={busy} onClick={() => void resend()}>
                  {t('webhooks.resend')}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
    </li>
  );
}

/** JSON with a line for each field; anything else as it is. */
function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
