import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './sign-in.module.css';

/** Asks for the code of the second factor, once the password was right. */
export function CodeForm({
  busy,
  error,
  onSend,
  onBack,
}: {
  busy: boolean;
  error: string | null;
  onSend: (code: string) => void;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [isRecovery, setRecovery] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') onSend(code);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div>
        <h1>{t('signIn.codeTitle')}</h1>
        <p className="muted">{t(isRecovery ? 'signIn.recoveryText' : 'signIn.codeText')}</p>
      </div>
      <TextInput
        key={String(isRecovery)}
        label={t(isRecovery ? 'signIn.recoveryCode' : 'signIn.code')}
        inputMode={isRecovery ? 'text' : 'numeric'}
        autoComplete={isRecovery ? 'off' : 'one-time-code'}
        autoFocus
        maxLength={40}
        value={code}
        error={error}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={code.trim() === ''}>
        {t('signIn.button')}
      </Button>
      <Button
        variant="subtle"
        size="compact-sm"
        className={css.link ?? ''}
        onClick={() => {
          setRecovery(!isRecovery);
          setCode('');
        }}
      >
        {t(isRecovery ? 'signIn.useApp' : 'signIn.useRecovery')}
      </Button>
      <Button variant="subtle" size="compact-sm" className={css.link ?? ''} onClick={onBack}>
        {t('signIn.back')}
      </Button>
    </form>
  );
}
