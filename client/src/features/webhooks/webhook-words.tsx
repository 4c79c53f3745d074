import { Badge } from '@mantine/core';
import { TEST_EVENT, WEBHOOK_EVENTS, type Webhook } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';

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
      <Badge variant="light" color={offReason === null ? 'green' : isTrouble ? 'red' : 'gray'}>
        {t(offReason === null ? 'webhooks.on' : 'webhooks.off')}
      </Badge>
      {waiting > 0 && (
        <Badge variant="light" color="gray">
          {t('webhooks.waiting', { count: waiting })}
        </Badge>
      )}
      {failed > 0 && (
        <Badge variant="light" color="red">
          {t('webhooks.failed', { count: failed })}
        </Badge>
      )}
    </>
  );
}
