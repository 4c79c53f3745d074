import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import { SIGN_INS, type SignInDraft } from './sign-in-draft.ts';
import '@mantine/core/styles/PasswordInput.css';

/** Asks how a mailbox is opened: by a password, or by a refresh token of OAuth and the program that it was given to. */
export function SignInFields({
  draft,
  isSecretKept,
  onChange,
}: {
  draft: SignInDraft;
  isSecretKept: boolean;
  onChange: (draft: SignInDraft) => void;
}) {
  const { t } = useTranslation();
  const { by } = draft;
  const isPassword = by === 'password';
  const field = (name: 'secret' | 'tenant' | 'tokenUrl' | 'scope' | 'clientId' | 'clientSecret', grow: string) => ({
    style: { flex: grow },
    value: draft[name],
    spellCheck: false,
    autoComplete: 'off',
    inputWrapperOrder: ['label', 'input', 'description'] as ('label' | 'input' | 'description')[],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <>
      <div className="row wrap" style={{ alignItems: 'flex-start' }}>
        <NativeSelect
          style={{ flex: '1 1 200px' }}
          label={t('mailbox.signIn')}
          value={by}
          data={SIGN_INS.map((value) => ({ value, label: t(`mailbox.by.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...draft, by: SIGN_INS.find((one) => one === value) ?? 'password', secret: '' })
          }
        />
        <PasswordInput
          {...field('secret', '1 1 200px')}
          label={t(isPassword ? 'remote.password' : 'mailbox.refreshToken')}
          description={t(isSecretKept ? 'remote.secretKept' : 'remote.secretText')}
          required={!isSecretKept}
        />
      </div>
      {!isPassword && (
        <>
          {by === 'microsoft' && (
            <TextInput
              {...field('tenant', '1')}
              label={t('mailbox.tenant')}
              description={t('mailbox.tenantText')}
              placeholder="example.onmicrosoft.com"
              required
            />
          )}
          {by === 'other' && (
            <div className="row wrap" style={{ alignItems: 'flex-start' }}>
              <TextInput
                {...field('tokenUrl', '2 1 240px')}
                type="url"
                label={t('mailbox.tokenUrl')}
                placeholder="https://login.example.com/oauth2/token"
                required
              />
              <TextInput {...field('scope', '1 1 140px')} label={t('mailbox.scope')} />
            </div>
          )}
          <div className="row wrap" style={{ alignItems: 'flex-start' }}>
            <TextInput {...field('clientId', '1 1 200px')} label={t('mailbox.clientId')} required />
            <PasswordInput
              {...field('clientSecret', '1 1 200px')}
              label={t('mailbox.clientSecret')}
              description={t(isSecretKept ? 'remote.secretKept' : 'mailbox.clientSecretText')}
            />
          </div>
          <p className="muted small">{t('mailbox.oauthText')}</p>
        </>
      )}
    </>
  );
}
