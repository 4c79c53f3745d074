import { PasswordInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { useStep } from '../../ui/use-step.ts';

/**
 * Asks for the current password before a change that needs it.
 * @param label what sending the form does; in this colour where it takes something away
 */
export function ProofForm({
  label,
  color,
  onProve,
  onClose,
  children,
}: {
  label: string;
  color?: string | undefined;
  onProve: (password: string) => Promise<void>;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const { busy, error, run } = useStep();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== '') void run(() => onProve(password));
  };
  return (
    <form className="stack" onSubmit={submit}>
      {children}
      <PasswordInput
        label={t('account.currentPassword')}
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <FormEnd label={label} error={error} busy={busy} disabled={password === ''} color={color} onCancel={onClose} />
    </form>
  );
}
