import { PasswordInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { useStep } from '../../ui/use-step.ts';

/**
 * Asks for the current password before a change that needs it.
 * @param label what sending the form does; in this colour where it takes something away
 * @param hasPassword whether the account has one; without it none is asked for, and `onProve` gets an empty text
 */
export function ProofForm({
  label,
  color,
  hasPassword = true,
  onProve,
  onClose,
  children,
}: {
  label: string;
  color?: string | undefined;
  hasPassword?: boolean;
  onProve: (password: string) => Promise<void>;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const { busy, error, run } = useStep();
  const isReady = !hasPassword || password !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) void run(() => onProve(password));
  };
  return (
    <form className="stack" onSubmit={submit}>
      {children}
      {hasPassword && (
        <PasswordInput
          label={t('account.currentPassword')}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
      <FormEnd label={label} error={error} busy={busy} disabled={!isReady} color={color} onCancel={onClose} />
    </form>
  );
}
