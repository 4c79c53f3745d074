import { Button } from '@mantine/core';
import type { WebhookSecret } from '@sheetport/contract';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../api/use-may.ts';
import { refreshWebhooks, webhooksQuery } from '../../api/webhooks.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationTabs } from '../automation/automation-tabs.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookLine } from './webhook-line.tsx';
import css from './webhooks.module.css';

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
  const make = (
    <Button leftSection={<IconPlus size={17} stroke={1.8} />} onClick={() => setDialog('new')}>
      {t('webhooks.make')}
    </Button>
  );
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{t('webhooks.title')}</h1>
          <p className="muted">{t('webhooks.lead')}</p>
        </div>
        {webhooks.length > 0 && make}
      </div>
      <AutomationTabs />
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : !query.data ? (
        <QueryError query={query} />
      ) : webhooks.length === 0 ? (
        <div className="panel">
          <Empty icon={ICON} title={t('webhooks.none')} text={t('webhooks.noneText')}>
            {make}
          </Empty>
        </div>
      ) : (
        <>
          {query.error && <QueryError query={query} />}
          <ul className={`${css.list} panel`} aria-label={t('webhooks.title')}>
            {webhooks.map((webhook) => (
              <WebhookLine key={webhook.id} webhook={webhook} />
            ))}
          </ul>
        </>
      )}
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
    </div>
  );
}
