import { IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/api.ts';
import { meQuery } from '../../api/queries.ts';
import { webhookQuery } from '../../api/webhooks.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useParams } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationTabs } from '../automation/automation-tabs.tsx';
import row from '../automation/line-row.module.css';
import { MessageList } from './message-list.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { useEventNames, WebhookBadges } from './webhook-words.tsx';
import css from './webhooks.module.css';

/** One webhook, and what it was told. */
export function WebhookScreen() {
  const { t } = useTranslation();
  const format = useFormats();
  const nameOfEvent = useEventNames();
  const { webhookId } = useParams('/webhooks/$webhookId');
  const { data: me } = useQuery(meQuery);
  const query = useQuery(webhookQuery(webhookId));
  const webhook = query.data;
  useTitle(webhook?.name ?? t('webhooks.title'));
  if (query.error instanceof ApiError && query.error.status === 404)
    return (
      <EmptyPage icon={<IconWebhook size={22} stroke={1.6} />} title={t('webhooks.gone')} text={t('webhooks.goneText')}>
        <LinkButton to="/webhooks" variant="default">
          {t('webhooks.title')}
        </LinkButton>
      </EmptyPage>
    );
  if (!webhook)
    return query.error ? (
      <div className="page">
        <QueryError query={query} />
      </div>
    ) : (
      <PageSkeleton />
    );
  const { name, url, events, tableIds, offReason, earlierSecretUntil, createdBy } = webhook;
  const isMine = createdBy === me?.id;
  return (
    <div className="page">
      <AutomationTabs />
      <div className="row between wrap">
        <div className={row.head}>
          <h1>{name}</h1>
          <WebhookBadges webhook={webhook} />
        </div>
        <WebhookActions webhook={webhook} isMine={isMine} />
      </div>
      {offReason !== null && (
        <Note tone={offReason === 'switched_off' ? 'plain' : 'warn'}>{t(`webhooks.offWhy.${offReason}`)}</Note>
      )}
      <div className={`${css.facts} panel`}>
        <p className={css.url}>
          <code>{url}</code>
        </p>
        <p className="muted small">
          {events.map(nameOfEvent).join(', ')}
          {' · '}
          {tableIds ? t('webhooks.onlyTables', { count: tableIds.length }) : t('webhooks.allTables')}
        </p>
        {earlierSecretUntil && (
          <p className="muted small">{t('webhooks.earlier', { until: format.moment(earlierSecretUntil) })}</p>
        )}
      </div>
      <MessageList webhookId={webhookId} isMine={isMine} />
    </div>
  );
}
