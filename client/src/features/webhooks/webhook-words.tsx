import { TEST_EVENT, WEBHOOK_EVENTS, type Webhook } from '@sheetport/contract';
import { IconCheck, IconClock, IconPower, IconX } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Badge } from '../../ui/badge.tsx';

const KNOWN = [...WEBHOOK_EVENTS, TEST_EVENT] as const;
type Underscored<Text extends string> = Text extends `${infer Kind}.${infer End}` ? `${Kind}_${End}` : never;

/** What an event is called; one of a later version by its code. */
export function useEventNames(): (event: string) => string {
  const { t } = useTranslation();
  return (event) => {
    const known = KNOWN.find((one) => one === event);
    return known ? t(`webhooks.event.${known.replace('.', '_') as Underscored<typeof known>}`) : event;
  };
}

/** Whether a webhook is on, and what of it did not arrive. */
export function WebhookBadges({ webhook: { offReason, waiting, failed } }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const isTrouble = offReason !== null && offReason !== 'switched_off';
  return (
    <>
      <Badge
        tone={offReason === null ? 'good' : isTrouble ? 'bad' : 'plain'}
        icon={offReason === null ? IconCheck : IconPower}
      >
        {t(offReason === null ? 'webhooks.on' : 'webhooks.off')}
      </Badge>
      {waiting > 0 && (
        <Badge tone="plain" icon={IconClock}>
          {t('webhooks.waiting', { count: waiting })}
        </Badge>
      )}
      {failed > 0 && (
        <Badge tone="bad" icon={IconX}>
          {t('webhooks.failed', { count: failed })}
        </Badge>
      )}
    </>
  );
}
