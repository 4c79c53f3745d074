import { Button, PasswordInput, Textarea, TextInput } from '@mantine/core';
import type { RemoteKind } from '@sheetport/contract';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { type RemoteDraft, shownHostKey } from './remote-draft.ts';
import '@mantine/core/styles/PasswordInput.css';

/** Asks for a folder of S3 or of an SFTP server, and for its credentials. */
export function RemoteFields({
  kind,
  draft,
  isSecretKept,
  error,
  onChange,
}: {
  kind: RemoteKind;
  draft: RemoteDraft;
  isSecretKept: boolean;
  /** Of the last attempt. It may name the host key that the server showed. */
  error: unknown;
  onChange: (draft: RemoteDraft) => void;
}) {
  const { t } = useTranslation();
  const [isKeyFile, setIsKeyFile] = useState(false);
  const shown = shownHostKey(error);
  const field = (name: keyof RemoteDraft, grow: string) => ({
    style: { flex: grow },
    label: t(`remote.${name}`),
    value: draft[name],
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  const kept = isSecretKept ? t('remote.secretKept') : t('remote.secretText');
  return (
    <>
      {kind === 's3' ? (
        <>
          <div className="row wrap" style={{ alignItems: 'flex-end' }}>
            <TextInput {...field('bucket', '2 1 180px')} required />
            <TextInput {...field('folder', '2 1 180px')} label={t('remote.prefix')} placeholder="incoming/orders" />
            <TextInput {...field('region', '1 1 120px')} required />
          </div>
          <TextInput
            {...field('endpoint', '1')}
            description={t('remote.endpointText')}
            placeholder="https://s3.example.com"
          />
          <TextInput {...field('accessKeyId', '1')} required />
          <PasswordInput {...field('secret', '1')} label={t('remote.secretAccessKey')} description={kept} />
        </>
      ) : (
        <>
          <div className="row wrap" style={{ alignItems: 'flex-end' }}>
            <TextInput {...field('host', '3 1 180px')} required placeholder="files.example.com" />
            <TextInput {...field('port', '0 1 80px')} required inputMode="numeric" />
            <TextInput {...field('user', '2 1 120px')} required />
          </div>
          <TextInput {...field('folder', '1')} description={t('remote.folderText')} placeholder="incoming/orders" />
          {isKeyFile ? (
            <Textarea
              {...field('secret', '1')}
              label={t('remote.privateKey')}
              description={kept}
              placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
              rows={4}
            />
          ) : (
            <PasswordInput {...field('secret', '1')} label={t('remote.password')} description={kept} />
          )}
          <Button
            variant="subtle"
            size="compact-sm"
            style={{ alignSelf: 'flex-start' }}
            onClick={() => {
              setIsKeyFile(!isKeyFile);
              onChange({ ...draft, secret: '' });
            }}
          >
            {t(isKeyFile ? 'remote.usePassword' : 'remote.useKey')}
          </Button>
          <TextInput {...field('hostKey', '1')} description={t('remote.hostKeyText')} placeholder="SHA256:…" />
          {shown !== undefined && shown !== draft.hostKey && (
            <Note tone="warn" title={t('remote.shows')}>
              <p style={{ margin: '0 0 8px', overflowWrap: 'anywhere' }}>
                <code>{shown}</code>
              </p>
              <p style={{ margin: '0 0 8px' }}>{t('remote.compare')}</p>
              <Button size="xs" variant="default" onClick={() => onChange({ ...draft, hostKey: shown })}>
                {t('remote.trust')}
              </Button>
            </Note>
          )}
        </>
      )}
    </>
  );
}
