import { Button, PasswordInput } from '@mantine/core';
import type { Me } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { EmailInput } from '../../ui/email-input.tsx';
import { isLongEnough, NewPassword } from '../../ui/new-password.tsx';
import css from './account.module.css';
import { useAccountChange } from './use-account-change.ts';

/** Sets the first password, with the e-mail address that it needs, or changes it. */
export function PasswordForm({ me }: { me: Me }) {
  const { t, i18n } = useTranslation();
  const [email, setEmail] = useState('');
  const [currentPassword, setCurrentPassword] = useState('');
  const [password, setPassword] = useState('');
  const { state, error, send, reset } = useAccountChange();
  const ready =
    isLongEnough(password) && (!me.hasPassword || currentPassword !== '') && (me.email !== null || email.includes('@'));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const changed = await send({
      password,
      ...(me.hasPassword && { currentPassword }),
      ...(me.email === null && { email: email.trim() }),
    });
    if (!changed) return;
    setCurrentPassword('');
    setPassword('');
  };
  return (
    <section className={`${css.section} panel`} aria-labelledby="password">
      <h2 id="password">{t('account.password')}</h2>
      {!me.hasPassword && <p className="muted">{t('account.noPassword')}</p>}
      <form className={`${css.form} stack`} onSubmit={submit} onChange={reset}>
        {me.email === null ? (
          <EmailInput value={email} onChange={setEmail} autoComplete="username" />
        ) : (
          // A password manager keeps the new password under this name.
          <input type="text" hidden readOnly autoComplete="username" value={me.email} />
        )}
        {me.hasPassword && (
          <PasswordInput
            label={t('account.currentPassword')}
            autoComplete="current-password"
            value={currentPassword}
            onChange={(event) => setCurrentPassword(event.currentTarget.value)}
          />
        )}
        <NewPassword value={password} onChange={setPassword} />
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap">
          <Button type="submit" loading={state === 'busy'} disabled={!ready}>
            {t(me.hasPassword ? 'account.changePassword' : 'account.setPassword')}
          </Button>
          <span className="muted small" role="status">
            {state === 'done' && t('account.passwordChanged')}
          </span>
        </div>
      </form>
    </section>
  );
}
