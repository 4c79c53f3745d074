import type { Webhook } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useNames } from '../../ui/use-names.ts';
import row from '../automation/line-row.module.css';
import { useEventNames, WebhookBadges } from './webhook-words.tsx';
import css from './webhooks.module.css';

/** Names of events in a line; more are counted. */
const SHOWN_EVENTS = 3;

/** One webhook of a list: where it leads, what it is told of, and how it does. */
export function WebhookLine({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const nameOfEvent = useEventNames();
  const nameOf = useNames();
  const { data: me } = useQuery(meQuery);
  const { id, name, url, events, tableIds, createdBy } = webhook;
  const rest = events.length - SHOWN_EVENTS;
  const words = [
    events.slice(0, SHOWN_EVENTS).map(nameOfEvent).join(', ') + (rest > 0 ? ` +${rest}` : ''),
    ...(tableIds ? [t('webhooks.onlyTables', { count: tableIds.length })] : []),
    ...(createdBy === me?.id ? [] : [t('webhooks.by', { name: nameOf(createdBy) })]),
  ];
  return (
    <li className={row.line}>
      <div className={row.what}>
        <p className={row.head}>
          <Link to="/webhooks/$webhookId" params={{ webhookId: id }}>
            {name}
          </Link>
          <WebhookBadges webhook={webhook} />
        </p>
        <p className={`${css.url} muted small`}>{url}</p>
        <p className="muted small">{words.join(' · ')}</p>
      </div>
    </li>
  );
}
