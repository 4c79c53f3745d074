import { Modal, TextInput } from '@mantine/core';
import type { NewSecondFactor } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes } from '../../api/people.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { useStep } from '../../ui/use-step.ts';
import css from './account.module.css';
import { ProofForm } from './proof-form.tsx';
import { RecoveryCodeList } from './recovery-code-list.tsx';

export type SecondFactorTask = 'set-up' | 'codes' | 'remove';

/** Asks for the password, then shows the key to scan and the recovery codes, or switches the second factor off. */
export function SecondFactorDialog({ task, onClose }: { task: SecondFactorTask; onClose: () => void }) {
  const { t } = useTranslation();
  const [key, setKey] = useState<NewSecondFactor | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const show = (codes: string[]) => {
    setCodes(codes);
    void refresh();
  };
  const prove = async (password: string) => {
    if (task === 'set-up') setKey(await beginSecondFactor(password));
    else if (task === 'codes') show((await renewRecoveryCodes(password)).codes);
    else {
      await removeSecondFactor(password);
      await refresh();
      onClose();
    }
  };
  const title = codes
    ? t('secondFactor.recoveryTitle')
    : key
      ? t('secondFactor.scanTitle')
      : t(task === 'set-up' ? 'secondFactor.title' : `secondFactor.${task === 'codes' ? 'newCodes' : 'turnOff'}`);
  return (
    // Recovery codes are shown once: a click beside them does not close them.
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={codes === null} closeOnEscape={codes === null}>
      {codes ? (
        <RecoveryCodeList codes={codes} onDone={onClose} />
      ) : key ? (
        <ScanForm secret={key} onConfirmed={show} onClose={onClose} />
      ) : (
        <ProofForm
          label={t(task === 'remove' ? 'secondFactor.turnOff' : 'secondFactor.next')}
          color={task === 'remove' ? 'red' : undefined}
          onProve={prove}
          onClose={onClose}
        >
          {task === 'codes' && <p>{t('secondFactor.newCodesText')}</p>}
          {task === 'remove' && <p>{t('secondFactor.turnOffText')}</p>}
        </ProofForm>
      )}
    </Modal>
  );
}

async function refresh(): Promise<void> {
  await Promise.all(
    [KEYS.secondFactor, KEYS.sessions, KEYS.people].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}

function ScanForm({
  secret: { secret, uri },
  onConfirmed,
  onClose,
}: {
  secret: NewSecondFactor;
  onConfirmed: (codes: string[]) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const { busy, error, run } = useStep();
  const ready = /^\d{6}$/.test(code.replace(/\s/g, ''));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void run(async () => onConfirmed((await confirmSecondFactor(code)).codes));
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p>{t('secondFactor.scanText')}</p>
      <div className={css.qr}>
        <QrCode text={uri} label={t('secondFactor.qr')} />
      </div>
      <TextInput
        label={t('secondFactor.key')}
        value={secret.match(/.{1,4}/g)?.join(' ') ?? secret}
        readOnly
        classNames={{ input: css.key ?? '' }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <TextInput
        label={t('secondFactor.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        data-autofocus
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <FormEnd label={t('secondFactor.turnOn')} error={error} busy={busy} disabled={!ready} onCancel={onClose} />
    </form>
  );
}
