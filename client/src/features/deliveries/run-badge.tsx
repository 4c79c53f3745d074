import type { DeliveryRun } from '@sheetport/contract';
import { IconCheck, IconClock, IconEqual, IconSend, IconX } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Badge } from '../../ui/badge.tsx';

const LOOKS = {
  exporting: { icon: IconClock, tone: 'running' },
  sending: { icon: IconSend, tone: 'running' },
  delivered: { icon: IconCheck, tone: 'good' },
  skipped: { icon: IconEqual, tone: 'plain' },
  failed: { icon: IconX, tone: 'bad' },
} as const;

/** How far a run is. */
export function RunBadge({ state }: Pick<DeliveryRun, 'state'>) {
  const { t } = useTranslation();
  return <Badge {...LOOKS[state]}>{t(`deliveries.state.${state}`)}</Badge>;
}
