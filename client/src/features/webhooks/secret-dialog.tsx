import { Modal } from '@mantine/core';
import type { WebhookSecret } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { CopyBox } from '../../ui/copy-box.tsx';

/** Shows the secret of a webhook, once. */
export function SecretDialog({ made: { webhook, secret }, onClose }: { made: WebhookSecret; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('webhooks.madeTitle', { name: webhook.name })} size="lg">
      <CopyBox
        label={t('webhooks.secret')}
        description={t('webhooks.secretText')}
        value={secret}
        copy={t('webhooks.copy')}
        onDone={onClose}
      />
    </Modal>
  );
}
