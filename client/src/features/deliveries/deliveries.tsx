import type { FileDelivery } from '@sheetport/contract';
import { IconTruckDelivery } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveriesQuery, refreshDeliveries } from '../../api/deliveries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationPage } from '../automation/automation-page.tsx';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { DeliveryLine } from './delivery-line.tsx';

const ICON = <IconTruckDelivery size={22} stroke={1.6} />;

/** Exports that are sent somewhere. */
export function DeliveriesScreen() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('deliveries.title'));
  if (may('delivery.create')) return <DeliveryList />;
  return <EmptyPage icon={ICON} title={t('deliveries.notForViewers')} text={t('deliveries.notForViewersText')} />;
}

function DeliveryList() {
  const { t } = useTranslation();
  const query = useQuery(deliveriesQuery);
  const [edited, setEdited] = useState<FileDelivery | 'new' | null>(null);
  const deliveries = query.data?.deliveries ?? [];
  return (
    <AutomationPage
      kind="deliveries"
      texts={{
        title: t('deliveries.title'),
        lead: t('deliveries.lead'),
        make: t('deliveries.make'),
        none: t('deliveries.none'),
        noneText: t('deliveries.noneText'),
      }}
      icon={ICON}
      query={query}
      lines={deliveries.map((delivery) => (
        <DeliveryLine key={delivery.id} delivery={delivery} onEdit={() => setEdited(delivery)} />
      ))}
      onMake={() => setEdited('new')}
    >
      {edited && (
        <DeliveryDialog
          {...(edited !== 'new' && { delivery: edited })}
          onSaved={() => {
            setEdited(null);
            void refreshDeliveries();
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </AutomationPage>
  );
}
