import { Button, TextInput } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { requestPassword } from '../../api/people.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useStep } from '../../ui/use-step.ts';

/** Asks for the address to which a link for a new password is sent. What it shows then is the same for any address. */
export function ForgottenPassword({ onBack }: { onBack: () => void }) {
  const { t, i18n } = useTranslation();
  const [email, setEmail] = useState('');
  const [isDone, setIsDone] = useState(false);
  const { busy, error, run } = useStep();
  const ready = /.@./.test(email);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    void run(async () => {
      await requestPassword(email.trim(), i18n.language);
      setIsDone(true);
    });
  };
  if (isDone)
    return (
      <Empty
        isPage
        icon={<IconMail size={22} stroke={1.6} />}
        title={t('signIn.linkSent')}
        text={t('signIn.linkSentText', { email: email.trim() })}
      >
        <Button variant="default" onClick={onBack}>
          {t('signIn.back')}
        </Button>
      </Empty>
    );
  return (
    <form className="stack" onSubmit={submit}>
      <div>
        <h1>{t('signIn.forgotTitle')}</h1>
        <p className="muted">{t('signIn.forgotText')}</p>
      </div>
      <TextInput
        type="email"
        label={t('signIn.email')}
        autoComplete="username"
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <Button type="submit" loading={busy} disabled={!ready}>
        {t('signIn.sendLink')}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        {t('signIn.back')}
      </Button>
    </form>
  );
}
