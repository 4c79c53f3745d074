import { Button, PasswordInput, TextInput } from '@mantine/core';
import type { Me } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { EmailInput } from '../../ui/email-input.tsx';
import '@mantine/core/styles/PasswordInput.css';
import css from './account.module.css';
import { useAccountChange } from './use-account-change.ts';

/** The name, and the e-mail address that one signs in with. */
export function ProfileForm({ me }: { me: Me }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(me.name);
  const [email, setEmail] = useState(me.email ?? '');
  const [currentPassword, setCurrentPassword] = useState('');
  const { state, error, send, reset } = useAccountChange();
  const isNewEmail = email.trim().toLowerCase() !== (me.email ?? '');
  const needsPassword = isNewEmail && me.hasPassword;
  const ready =
    name.trim() !== '' &&
    (name.trim() !== me.name || isNewEmail) &&
    (!isNewEmail || email.includes('@')) &&
    (!needsPassword || currentPassword !== '');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const changed = await send({
      name: name.trim(),
      ...(isNewEmail && { email: email.trim() }),
      ...(needsPassword && { currentPassword }),
    });
    if (changed) setCurrentPassword('');
  };
  return (
    <section className={`${css.section} panel`} aria-labelledby="profile">
      <h2 id="profile">{t('account.profile')}</h2>
      <form className={`${css.form} stack`} onSubmit={submit} onChange={reset}>
        <TextInput
          label={t('account.name')}
          autoComplete="name"
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <EmailInput value={email} onChange={setEmail} autoComplete="email" />
        {needsPassword && (
          <PasswordInput
            label={t('account.currentPassword')}
            description={t('account.currentText')}
            autoComplete="current-password"
            value={currentPassword}
            onChange={(event) => setCurrentPassword(event.currentTarget.value)}
          />
        )}
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row">
          <Button type="submit" loading={state === 'busy'} disabled={!ready}>
            {t('account.save')}
          </Button>
          <span className="muted small" role="status">
            {state === 'done' && t('account.saved')}
          </span>
        </div>
      </form>
    </section>
  );
}
