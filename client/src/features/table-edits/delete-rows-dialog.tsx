import { Button, Modal } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';

/** Asks before rows are deleted, with their number. */
export function DeleteRowsDialog({
  count,
  opened,
  onClose,
  onDelete,
}: {
  count: number;
  opened: boolean;
  onClose: () => void;
  onDelete: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('edits.deleteTitle', { count })} size="sm">
      <div className="stack">
        <p>{t('edits.deleteText')}</p>
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red" data-autofocus onClick={onDelete}>
            {t('edits.deleteRows', { count })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
