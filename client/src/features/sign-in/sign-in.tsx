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
import { CodeForm } from './code-form.tsx';
import { ForgottenPassword } from './forgotten-password.tsx';
import css from './sign-in.module.css';
import { SingleSignOnButton } from './single-sign-on-button.tsx';
import { SingleSignOnNote } from './single-sign-on-note.tsx';
import { tokenIn } from './token.ts';

/**
 * Asks for e-mail address and password, or for the token of the printed link. The address stays, so that the page that was open is
 * shown again afterwards.
 */
export default function SignIn({ expired }: { expired: boolean }) {
  const { t } = useTranslation();
  const { data: options } = useQuery(signInOptionsQuery);
  const [forgot, setForgot] = useState(false);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const sender = useSignIn(t('signIn.wrongPassword'));
  const { send, busy, error, needsCode, reset } = sender;
  useTitle(t('signIn.button'));
  return (
    <main className={css.screen}>
      <div className={`${css.card} panel`}>
        <Logo size={40} />
        {forgot ? (
          <ForgottenPassword onBack={() => setForgot(false)} />
        ) : needsCode ? (
          <CodeForm
            busy={busy}
            error={error}
            onSend={(code) => void send({ email, password, code })}
            onBack={() => {
              setPassword('');
              reset();
            }}
          />
        ) : (
          <>
            <div>
              <h1>{t(expired ? 'signIn.expired' : 'signIn.title')}</h1>
              {expired && <p role="alert">{t('signIn.expiredText')}</p>}
            </div>
            <SingleSignOnNote />
            {options?.singleSignOn && (
              <SingleSignOnButton name={options.singleSignOn.name} to={location.pathname + location.search} />
            )}
            <PasswordForm
              email={email}
              password={password}
              onEmail={setEmail}
              onPassword={setPassword}
              sender={sender}
              onForgot={options?.sendsEmail ? () => setForgot(true) : undefined}
            />
            <Divider label={t('signIn.or')} />
            <TokenForm />
          </>
        )}
      </div>
    </main>
  );
}

interface SignInSender {
  send(how: Parameters<typeof signIn>[0]): Promise<void>;
  error: string | null;
  busy: boolean;
  /** The password is right, and a code is asked for. */
  needsCode: boolean;
  reset(): void;
}

/** Signs in, and shows the page. In: what is said where what was typed is wrong. */
function useSignIn(wrong: string): SignInSender {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const read = (error: unknown): string => {
    if (!(error instanceof ApiError) || error.status >= 429) return formatError(error, t, i18n);
    return error.code === 'wrong_code' ? t('signIn.wrongCode') : wrong;
  };
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
      if (error instanceof ApiError && error.code === 'second_factor_needed') setNeedsCode(true);
      else setError(read(error));
    } finally {
      setBusy(false);
    }
  };
  const reset = () => {
    setNeedsCode(false);
    setError(null);
  };
  return { send, error, busy, needsCode, reset };
}

function PasswordForm({
  email,
  password,
  onEmail,
  onPassword,
  sender: { send, error, busy },
  onForgot,
}: {
  email: string;
  password: string;
  onEmail: (email: string) => void;
  onPassword: (password: string) => void;
  sender: SignInSender;
  onForgot: (() => void) | undefined;
}) {
  const { t } = useTranslation();
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
        onChange={(event) => onEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        value={password}
        error={error}
        onChange={(event) => onPassword(event.currentTarget.value)}
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
