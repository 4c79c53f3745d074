import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatError } from '../i18n/format-error.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { Note } from './alert.tsx';
import { useStep } from './use-step.ts';

/** Says what something means, and does it. What fails is said here. @param children what is asked besides */
export function AskDialog({
  title,
  text,
  confirm,
  isDangerous = false,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  text?: string;
  confirm: string;
  isDangerous?: boolean;
  onConfirm: () => Promise<void>;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const { busy, error, run } = useStep();
  return (
    <Modal opened onClose={onClose} title={title}>
      <div className="stack">
        {text !== undefined && <p>{text}</p>}
        {children}
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button {...(isDangerous && { color: 'red' })} loading={busy} onClick={() => void run(onConfirm)}>
            {confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
