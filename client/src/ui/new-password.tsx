import { PasswordInput } from '@mantine/core';
import { PASSWORD_LENGTH } from '@sheetport/contract';
import { useTranslation } from '../i18n/use-translation.ts';
import '@mantine/core/styles/PasswordInput.css';

/** Whether a password is long enough. */
export function isLongEnough(password: string): boolean {
  return password.length >= PASSWORD_LENGTH.least;
}

/** Asks for a new password, and says how long it must be. */
export function NewPassword({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t('account.newPassword')}
      description={t('account.passwordText', { least: String(PASSWORD_LENGTH.least) })}
      autoComplete="new-password"
      value={value}
      maxLength={PASSWORD_LENGTH.most}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
