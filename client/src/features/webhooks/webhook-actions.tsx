import { ActionIcon, Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Webhook, WebhookSecret } from '@sheetport/contract';
import { IconDots, IconEdit, IconKey, IconPower, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { changeWebhook, deleteWebhook, refreshWebhooks, rotateWebhook, testWebhook } from '../../api/webhooks.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';

type Dialog = 'change' | 'rotate' | 'delete' | WebhookSecret | null;

/** What is done with a webhook: an owner deletes that of another, its maker does all. */
export function WebhookActions({ webhook, isMine }: { webhook: Webhook; isMine: boolean }) {
  const { t, i18n } = useTranslation();
  const { id, name, offReason } = webhook;
  const [dialog, setDialog] = useState<Dialog>(null);
  const [busy, setBusy] = useState(false);
  const close = () => setDialog(null);
  const run = async (what: Promise<unknown>, done?: string) => {
    setBusy(true);
    try {
      await what;
      if (done) notifications.show({ message: done });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
    }
    await refreshWebhooks();
    setBusy(false);
  };
  const icon = { size: 16, stroke: 1.7 };
  return (
    <div className="row">
      {isMine && (
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconSend size={17} stroke={1.8} />}
          onClick={() => void run(testWebhook(id), t('webhooks.tested'))}
        >
          {t('webhooks.test')}
        </Button>
      )}
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('webhooks.more', { name })}>
            <IconDots size={17} stroke={1.8} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isMine && (
            <>
              <Menu.Item leftSection={<IconEdit {...icon} />} onClick={() => setDialog('change')}>
                {t('webhooks.change')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconPower {...icon} />}
                onClick={() => void run(changeWebhook(id, { on: offReason !== null }))}
              >
                {t(offReason === null ? 'webhooks.switchOff' : 'webhooks.switchOn')}
              </Menu.Item>
              <Menu.Item leftSection={<IconKey {...icon} />} onClick={() => setDialog('rotate')}>
                {t('webhooks.rotate')}
              </Menu.Item>
            </>
          )}
          <Menu.Item c="var(--bad)" leftSection={<IconTrash {...icon} />} onClick={() => setDialog('delete')}>
            {t('webhooks.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'change' && (
        <WebhookDialog
          webhook={webhook}
          onSaved={() => {
            close();
            void refreshWebhooks();
          }}
          onClose={close}
        />
      )}
      {dialog === 'rotate' && (
        <AskDialog
          title={t('webhooks.rotateTitle', { name })}
          text={t('webhooks.rotateText')}
          confirm={t('webhooks.rotate')}
          onConfirm={async () => {
            setDialog(await rotateWebhook(id, {}));
            void refreshWebhooks();
          }}
          onClose={close}
        />
      )}
      {dialog === 'delete' && (
        <AskDialog
          title={t('webhooks.deleteTitle', { name })}
          text={t('webhooks.deleteText')}
          confirm={t('webhooks.delete')}
          isDangerous
          onConfirm={async () => {
            await deleteWebhook(id);
            await navigate({ to: '/webhooks' });
          }}
          onClose={close}
        />
      )}
      {typeof dialog === 'object' && dialog && <SecretDialog made={dialog} onClose={close} />}
    </div>
  );
}
