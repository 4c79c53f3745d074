import type { Webhook } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useNames } from '../../ui/use-names.ts';
import { AutomationLine } from '../automation/automation-line.tsx';
import { useEventNames, WebhookBadges } from './webhook-words.tsx';

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
    <AutomationLine
      name={
        <Link to="/webhooks/$webhookId" params={{ webhookId: id }}>
          {name}
        </Link>
      }
      badge={<WebhookBadges webhook={webhook} />}
      words={
        <>
          <p className="muted small">{url}</p>
          <p className="small">{words.join(' · ')}</p>
        </>
      }
    />
  );
}
