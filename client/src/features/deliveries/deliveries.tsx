import { Button } from '@mantine/core';
import type { FileDelivery } from '@sheetport/contract';
import { IconPlus, IconTruckDelivery } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveriesQuery, refreshDeliveries } from '../../api/deliveries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationTabs } from '../automation/automation-tabs.tsx';
import css from './deliveries.module.css';
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
  const make = (
    <Button leftSection={<IconPlus size={17} stroke={1.8} />} onClick={() => setEdited('new')}>
      {t('deliveries.make')}
    </Button>
  );
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{t('deliveries.title')}</h1>
          <p className="muted">{t('deliveries.lead')}</p>
        </div>
        {deliveries.length > 0 && make}
      </div>
      <AutomationTabs />
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : !query.data ? (
        <QueryError query={query} />
      ) : deliveries.length === 0 ? (
        <div className="panel">
          <Empty icon={ICON} title={t('deliveries.none')} text={t('deliveries.noneText')}>
            {make}
          </Empty>
        </div>
      ) : (
        <>
          {query.error && <QueryError query={query} />}
          <ul className={`${css.list} panel`} aria-label={t('deliveries.title')}>
            {deliveries.map((delivery) => (
              <DeliveryLine key={delivery.id} delivery={delivery} onEdit={() => setEdited(delivery)} />
            ))}
          </ul>
        </>
      )}
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
    </div>
  );
}
