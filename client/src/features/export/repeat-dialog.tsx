import type { NewExport } from '@sheetport/contract';
import { lazy, Suspense } from 'react';

const ScheduleDialog = lazy(async () => ({
  default: (await import('../schedules/schedule-dialog.tsx')).ScheduleDialog,
}));

/** Asks when an export is to be made again and again. */
export function RepeatDialog({
  plan,
  tableName,
  onClose,
}: {
  plan: NewExport;
  tableName: string;
  onClose: () => void;
}) {
  return (
    <Suspense>
      <ScheduleDialog task={{ kind: 'export', export: plan }} name={plan.name ?? tableName} onClose={onClose} />
    </Suspense>
  );
}
