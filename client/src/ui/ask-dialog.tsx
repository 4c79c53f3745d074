import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { formatError } from '../i18n/format-error.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { Note } from './alert.tsx';

/** Says what something means, and does it. What fails is said here. */
export function AskDialog({
  title,
  text,
  confirm,
  isDangerous = false,
  onConfirm,
  onClose,
}: {
  title: string;
  text: string;
  confirm: string;
  isDangerous?: boolean;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    await onConfirm().catch((error: unknown) => {
      setError(error);
      setBusy(false);
    });
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <div className="stack">
        <p>{text}</p>
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button {...(isDangerous && { color: 'red' })} loading={busy} onClick={() => void run()}>
            {confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
