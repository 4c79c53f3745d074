import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';

/** Says what goes with a schedule, and what stays. */
export function DeleteScheduleDialog({
  name,
  onDelete,
  onClose,
}: {
  name: string;
  onDelete: () => Promise<void>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  return (
    <Modal opened onClose={onClose} title={t('schedules.deleteTitle', { name })}>
      <div className="stack">
        <p>{t('schedules.deleteText')}</p>
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            color="red"
            loading={busy}
            onClick={() => {
              setBusy(true);
              void onDelete().finally(onClose);
            }}
          >
            {t('schedules.delete')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
