import { Button, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, signIn } from '../../api/api.ts';
import { meQuery } from '../../api/queries.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Logo } from '../../ui/logo.tsx';
import { useTitle } from '../../ui/title.ts';
import '@mantine/core/styles/PasswordInput.css';
import css from './sign-in.module.css';
import { tokenIn } from './token.ts';

/**
 * Asks for the token. There are no passwords: the service prints a link with a token that signs in. The address stays, so that the
 * page that was open is shown again afterwards.
 */
export default function SignIn({ expired }: { expired: boolean }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useTitle(t('signIn.button'));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const token = tokenIn(text);
    if (!token || busy) return;
    setBusy(true);
    setWrong(null);
    try {
      await signIn(token);
      await client.resetQueries({ queryKey: meQuery.queryKey });
    } catch (error) {
      setWrong(error instanceof ApiError && error.status < 429 ? t('signIn.wrong') : formatError(error, t, i18n));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className={css.screen}>
      <form className={`${css.card} panel`} onSubmit={submit}>
        <Logo size={40} />
        <div>
          <h1>{t(expired ? 'signIn.expired' : 'signIn.title')}</h1>
          {expired && <p role="alert">{t('signIn.expiredText')}</p>}
          <p className="muted">{t('signIn.text')}</p>
        </div>
        <PasswordInput
          label={t('signIn.label')}
          placeholder={t('signIn.placeholder')}
          autoComplete="off"
          value={text}
          error={wrong}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} disabled={!tokenIn(text)}>
          {t('signIn.button')}
        </Button>
      </form>
    </main>
  );
}
