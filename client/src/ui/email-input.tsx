import { TextInput } from '@mantine/core';
import { useTranslation } from '../i18n/use-translation.ts';

/** Asks for the e-mail address that somebody is to sign in with. */
export function EmailInput({
  value,
  onChange,
  autoComplete,
}: {
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'email' | 'username';
}) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="email"
      label={t('account.email')}
      description={t('account.emailText')}
      autoComplete={autoComplete}
      value={value}
      maxLength={254}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
