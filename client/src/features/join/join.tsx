import { Button, Divider, TextInput } from '@mantine/core';
import type { LinkInfo } from '@sheetport/contract';
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../api/api.ts';
import { acceptInvitation, linkQuery, resetPassword, signInOptionsQuery } from '../../api/people.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { EmailInput } from '../../ui/email-input.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Logo } from '../../ui/logo.tsx';
import { isLongEnough, NewPassword } from '../../ui/new-password.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { useStep } from '../../ui/use-step.ts';
import css from '../sign-in/sign-in.module.css';
import { SingleSignOnButton } from '../sign-in/single-sign-on-button.tsx';
import '@mantine/core/styles/Divider.css';

/** Where a link leads that an owner made: to a new account, or to a new password. The secret stands behind `#`. */
export default function Join() {
  const { t } = useTranslation();
  const [token] = useState(() => location.hash.slice(1));
  const query = useQuery({ ...linkQuery(token), enabled: token !== '' });
  const invalid = token === '' || (query.error instanceof ApiError && query.error.code === 'invalid_link');
  useTitle(t(query.data?.purpose === 'password' ? 'join.reset' : 'join.invited'));
  return (
    <main className={css.screen}>
      <div className={`${css.card} panel`}>
        {invalid ? (
          <Empty
            isPage
            icon={<IconLinkOff size={22} stroke={1.6} />}
            title={t('join.invalid')}
            text={t('join.invalidText')}
          >
            <Button component="a" href="/" variant="default">
              {t('join.toSignIn')}
            </Button>
          </Empty>
        ) : query.data ? (
          query.data.purpose === 'invitation' ? (
            <InvitationForm token={token} link={query.data} />
          ) : (
            <ResetForm token={token} link={query.data} />
          )
        ) : query.error ? (
          <QueryError query={query} />
        ) : (
          <LinesSkeleton lines={5} />
        )}
      </div>
    </main>
  );
}

function InvitationForm({ token, link }: { token: string; link: LinkInfo }) {
  const { t, i18n } = useTranslation();
  const { data: options } = useQuery(signInOptionsQuery);
  const role = t(`role.${link.role ?? 'viewer'}`);
  const [name, setName] = useState(link.name ?? '');
  const [email, setEmail] = useState(link.email ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ready = name.trim() !== '' && email.includes('@') && isLongEnough(password);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      await acceptInvitation({ token, name: name.trim(), email: email.trim(), password, language: i18n.language });
      // The page is loaded again: a person who was signed in here before is not any more. Until then the form stays busy.
      location.assign('/');
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Logo size={40} />
      <div>
        <h1>{t('join.invited')}</h1>
        <p className="muted">{t('join.invitedText', { role })}</p>
        {link.role && (
          <p className="muted small">
            {role}: {t(`people.${link.role}Text`)}
          </p>
        )}
      </div>
      {options?.singleSignOn && link.email !== null && (
        <>
          <SingleSignOnButton name={options.singleSignOn.name} to="/" />
          <Divider label={t('signIn.or')} />
        </>
      )}
      <TextInput
        label={t('join.name')}
        autoComplete="name"
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <EmailInput value={email} onChange={setEmail} autoComplete="username" />
      <NewPassword value={password} onChange={setPassword} />
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <Button type="submit" loading={busy} disabled={!ready}>
        {t('join.join')}
      </Button>
    </form>
  );
}

function ResetForm({ token, link }: { token: string; link: LinkInfo }) {
  const { t, i18n } = useTranslation();
  const [password, setPassword] = useState('');
  const [isDone, setIsDone] = useState(false);
  const { busy, error, run } = useStep();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isLongEnough(password)) return;
    void run(async () => {
      await resetPassword(token, password);
      setIsDone(true);
    });
  };
  if (isDone)
    return (
      <Empty
        isPage
        icon={<IconCircleCheck size={22} stroke={1.6} />}
        title={t('join.resetDone')}
        text={t('join.resetDoneText')}
      >
        <Button component="a" href="/">
          {t('join.toSignIn')}
        </Button>
      </Empty>
    );
  return (
    <form className="stack" onSubmit={submit}>
      <Logo size={40} />
      <div>
        <h1>{t('join.reset')}</h1>
        <p className="muted">{t('join.resetText', { email: link.email ?? link.name ?? '' })}</p>
      </div>
      {/* A password manager keeps the new password under this name. */}
      <input type="text" hidden readOnly autoComplete="username" value={link.email ?? ''} />
      <NewPassword value={password} onChange={setPassword} />
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <Button type="submit" loading={busy} disabled={!isLongEnough(password)}>
        {t('join.set')}
      </Button>
    </form>
  );
}
