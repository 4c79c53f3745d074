import type { WebhookSecret } from '@sheetport/contract';
import { IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../api/use-may.ts';
import { refreshWebhooks, webhooksQuery } from '../../api/webhooks.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationPage } from '../automation/automation-page.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookLine } from './webhook-line.tsx';

const ICON = <IconWebhook size={22} stroke={1.6} />;

/** Other systems that are told of what happens. */
export function WebhooksScreen() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('webhooks.title'));
  if (may('webhook.create')) return <WebhookList />;
  return <EmptyPage icon={ICON} title={t('webhooks.notForViewers')} text={t('webhooks.notForViewersText')} />;
}

function WebhookList() {
  const { t } = useTranslation();
  const query = useQuery(webhooksQuery);
  const [dialog, setDialog] = useState<'new' | WebhookSecret | null>(null);
  const webhooks = query.data?.webhooks ?? [];
  return (
    <AutomationPage
      kind="webhooks"
      texts={{
        title: t('webhooks.title'),
        lead: t('webhooks.lead'),
        make: t('webhooks.make'),
        none: t('webhooks.none'),
        noneText: t('webhooks.noneText'),
      }}
      icon={ICON}
      query={query}
      lines={webhooks.map((webhook) => <WebhookLine key={webhook.id} webhook={webhook} />)}
      onMake={() => setDialog('new')}
    >
      {dialog === 'new' ? (
        <WebhookDialog
          onSaved={(made) => {
            void refreshWebhooks();
            setDialog('secret' in made ? made : null);
          }}
          onClose={() => setDialog(null)}
        />
      ) : (
        dialog && <SecretDialog made={dialog} onClose={() => setDialog(null)} />
      )}
    </AutomationPage>
  );
}
