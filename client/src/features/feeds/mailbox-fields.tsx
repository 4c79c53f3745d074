import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type MailboxDraft, withSecurity, withSignIn } from './mailbox-draft.ts';
import { SignInFields } from './sign-in-fields.tsx';

const AFTERWARDS = ['flag', 'move', 'leave'] as const;

/** Asks for a mailbox, what opens it, and what becomes of its messages. */
export function MailboxFields({
  draft,
  isSecretKept,
  onChange,
}: {
  draft: MailboxDraft;
  isSecretKept: boolean;
  onChange: (draft: MailboxDraft) => void;
}) {
  const { t } = useTranslation();
  const field = (name: 'host' | 'port' | 'user' | 'folder' | 'from' | 'moveTo', grow: string) => ({
    style: { flex: grow },
    value: draft[name],
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <>
      <div className="row wrap" style={{ alignItems: 'flex-end' }}>
        <TextInput {...field('host', '3 1 180px')} label={t('remote.host')} required placeholder="imap.example.com" />
        <NativeSelect
          style={{ flex: '1 1 120px' }}
          label={t('mailbox.security')}
          value={draft.security}
          data={[
            { value: 'tls', label: 'TLS' },
            { value: 'starttls', label: 'STARTTLS' },
          ]}
          onChange={({ currentTarget: { value } }) =>
            onChange(withSecurity(draft, value === 'starttls' ? 'starttls' : 'tls'))
          }
        />
        <TextInput {...field('port', '0 1 80px')} label={t('remote.port')} required inputMode="numeric" />
      </div>
      <TextInput {...field('user', '1')} label={t('remote.user')} required placeholder="orders@example.com" />
      <SignInFields
        draft={draft.signIn}
        isSecretKept={isSecretKept}
        onChange={(signIn) => onChange(withSignIn(draft, signIn))}
      />
      <div className="row wrap" style={{ alignItems: 'flex-start' }}>
        <TextInput {...field('folder', '1 1 200px')} label={t('mailbox.folder')} required />
        <TextInput
          {...field('from', '1 1 200px')}
          label={t('mailbox.from')}
          placeholder="@shop.example"
          description={t('mailbox.fromText')}
          inputWrapperOrder={['label', 'input', 'description']}
        />
      </div>
      <div className="row wrap" style={{ alignItems: 'flex-end' }}>
        <NativeSelect
          style={{ flex: '1 1 200px' }}
          label={t('mailbox.messages')}
          value={draft.messages}
          data={(['new', 'all'] as const).map((value) => ({ value, label: t(`mailbox.which.${value}`) }))}
          onChange={({ currentTarget: { value } }) => onChange({ ...draft, messages: value === 'all' ? 'all' : 'new' })}
        />
        <NativeSelect
          style={{ flex: '1 1 200px' }}
          label={t('mailbox.afterwards')}
          value={draft.afterwards}
          data={AFTERWARDS.map((value) => ({ value, label: t(`mailbox.after.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...draft, afterwards: AFTERWARDS.find((one) => one === value) ?? 'leave' })
          }
        />
        {draft.afterwards === 'move' && (
          <TextInput {...field('moveTo', '1 1 140px')} label={t('mailbox.moveTo')} required />
        )}
      </div>
    </>
  );
}
