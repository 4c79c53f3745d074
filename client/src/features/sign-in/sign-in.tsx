import { Button, Divider, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, signIn } from '../../api/api.ts';
import { signInOptionsQuery } from '../../api/people.ts';
import { meQuery } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Logo } from '../../ui/logo.tsx';
import { useTitle } from '../../ui/title.ts';
import '@mantine/core/styles/PasswordInput.css';
import '@mantine/core/styles/Divider.css';
import { ForgottenPassword } from './forgotten-password.tsx';
import css from './sign-in.module.css';
import { tokenIn } from './token.ts';

/**
 * Asks for e-mail address and password, or for the token of the printed link. The address stays, so that the page that was open is
 * shown again afterwards.
 */
export default function SignIn({ expired }: { expired: boolean }) {
  const { t } = useTranslation();
  const { data: options } = useQuery(signInOptionsQuery);
  const [forgot, setForgot] = useState(false);
  useTitle(t('signIn.button'));
  if (forgot)
    return (
      <main className={css.screen}>
        <div className={`${css.card} panel`}>
          <Logo size={40} />
          <ForgottenPassword onBack={() => setForgot(false)} />
        </div>
      </main>
    );
  return (
    <main className={css.screen}>
      <div className={`${css.card} panel`}>
        <Logo size={40} />
        <div>
          <h1>{t(expired ? 'signIn.expired' : 'signIn.title')}</h1>
          {expired && <p role="alert">{t('signIn.expiredText')}</p>}
        </div>
        <PasswordForm onForgot={options?.sendsEmail ? () => setForgot(true) : undefined} />
        <Divider label={t('signIn.or')} />
        <TokenForm />
      </div>
    </main>
  );
}

/** Signs in, and shows the page. Out: what went wrong. */
function useSignIn(wrong: string): {
  send(how: Parameters<typeof signIn>[0]): Promise<void>;
  error: string | null;
  busy: boolean;
} {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (how: Parameters<typeof signIn>[0]) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await signIn(how);
      // Whoever was here before may have seen more.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEYS.me[0] });
      await client.resetQueries({ queryKey: meQuery.queryKey });
    } catch (error) {
      setError(error instanceof ApiError && error.status < 429 ? wrong : formatError(error, t, i18n));
    } finally {
      setBusy(false);
    }
  };
  return { send, error, busy };
}

function PasswordForm({ onForgot }: { onForgot: (() => void) | undefined }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { send, error, busy } = useSignIn(t('signIn.wrongPassword'));
  const ready = email.trim() !== '' && password !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void send({ email, password });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        type="email"
        label={t('signIn.email')}
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        value={password}
        error={error}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={!ready}>
        {t('signIn.button')}
      </Button>
      {onForgot ? (
        <Button variant="subtle" size="compact-sm" className={css.link ?? ''} onClick={onForgot}>
          {t('signIn.forgot')}
        </Button>
      ) : (
        <p className="muted small">{t('signIn.forgotten')}</p>
      )}
    </form>
  );
}

function TokenForm() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { send, error, busy } = useSignIn(t('signIn.wrong'));
  const token = tokenIn(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token) void send({ token });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p className="muted small">{t('signIn.text')}</p>
      <PasswordInput
        label={t('signIn.label')}
        placeholder={t('signIn.placeholder')}
        autoComplete="off"
        value={text}
        error={error}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={busy} disabled={!token}>
        {t('signIn.tokenButton')}
      </Button>
    </form>
  );
}
