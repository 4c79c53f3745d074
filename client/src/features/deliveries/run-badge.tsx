import { Badge } from '@mantine/core';
import type { DeliveryRun } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';

const COLORS = { exporting: 'blue', sending: 'blue', delivered: 'green', skipped: 'gray', failed: 'red' } as const;

/** How far a run is. */
export function RunBadge({ state }: Pick<DeliveryRun, 'state'>) {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color={COLORS[state]}>
      {t(`deliveries.state.${state}`)}
    </Badge>
  );
}
