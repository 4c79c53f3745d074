import { NativeSelect } from '@mantine/core';
import { ExportFormat, isOfWholeTable, type Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { deliveriesQuery } from '../../api/deliveries.ts';
import { meQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { TellCheckbox } from '../tell-me/tell-checkbox.tsx';
import type { Chain } from './chain.ts';

/**
 * Asks what is to follow an import.
 * @param table the one that is imported into; undefined for one that is not there yet
 * @param hasOneEnd not so of a batch without anything after it: its imports end one by one
 */
export function ChainFields({
  table,
  chain,
  hasOneEnd,
  onChange,
}: {
  table: Table | undefined;
  chain: Chain;
  hasOneEnd: boolean;
  onChange: (chain: Chain) => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: me } = useQuery(meQuery);
  const mayDeliver = may('delivery.create');
  const { data } = useQuery({ ...deliveriesQuery, enabled: mayDeliver, refetchInterval: false });
  // One of several tables, or of a view, may have this one in it. What takes a whole table takes a new one, too.
  const deliveries = (data?.deliveries ?? []).filter(
    ({ createdBy, export: asked }) =>
      createdBy === me?.id &&
      (table ? asked.tableId === undefined || asked.tableId === table.id : isOfWholeTable(asked)),
  );
  const deliveryId = deliveries.some(({ id }) => id === chain.deliveryId) ? chain.deliveryId : null;
  const isLinked = chain.exportAs !== null || deliveryId !== null;
  const none = { value: '', label: t('chains.nothing') };
  if (!table && !hasOneEnd) return null;
  return (
    <details>
      <summary style={{ cursor: 'pointer', fontWeight: 500 }}>{t('chains.title')}</summary>
      <div className="stack" style={{ marginTop: 12 }}>
        <NativeSelect
          label={t('chains.export')}
          value={chain.exportAs ?? ''}
          data={[none, ...ExportFormat.options.map((value) => ({ value, label: t(`table.format.${value}`) }))]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...chain, exportAs: ExportFormat.options.find((one) => one === value) ?? null })
          }
        />
        {deliveries.length > 0 && (
          <NativeSelect
            label={t('chains.deliver')}
            value={deliveryId ?? ''}
            data={[none, ...deliveries.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={({ currentTarget: { value } }) => onChange({ ...chain, deliveryId: value || null })}
          />
        )}
        <p className="muted small">
          {t('chains.text')} {!table && deliveries.length > 0 && t('chains.newTable')}
        </p>
        {(hasOneEnd || isLinked) && <TellCheckbox by={chain.tell} onChange={(tell) => onChange({ ...chain, tell })} />}
      </div>
    </details>
  );
}
