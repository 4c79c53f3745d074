import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { isRemoteKind } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { RemoteFields } from '../automation/remote-fields.tsx';
import type { TargetDraft } from './target-draft.ts';
import '@mantine/core/styles/PasswordInput.css';

const KINDS = ['email', 'http', 'sftp', 's3', 'folder'] as const;

/** Asks where a delivery goes. */
export function TargetFields({
  draft,
  authorization,
  isAuthorizationKept,
  isSecretKept,
  error,
  onChange,
  onAuthorization,
}: {
  draft: TargetDraft;
  authorization: string;
  isAuthorizationKept: boolean;
  isSecretKept: boolean;
  error: unknown;
  onChange: (draft: TargetDraft) => void;
  onAuthorization: (text: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t('deliveries.target')}
        value={draft.kind}
        data={KINDS.map((value) => ({
          value,
          label: isRemoteKind(value) ? t(`remote.${value}`) : t(`deliveries.${value}`),
        }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...draft, kind: KINDS.find((one) => one === value) ?? 'email' })
        }
      />
      {draft.kind === 'email' && (
        <TextInput
          label={t('deliveries.to')}
          description={t('deliveries.toText')}
          placeholder="ann@example.com"
          required
          value={draft.to}
          onChange={(event) => onChange({ ...draft, to: event.currentTarget.value })}
        />
      )}
      {draft.kind === 'http' && (
        <>
          <div className="row wrap" style={{ alignItems: 'flex-end' }}>
            <NativeSelect
              style={{ flex: '0 1 110px' }}
              label={t('deliveries.method')}
              value={draft.method}
              data={['PUT', 'POST']}
              onChange={(event) =>
                onChange({ ...draft, method: event.currentTarget.value === 'POST' ? 'POST' : 'PUT' })
              }
            />
            <TextInput
              style={{ flex: '1 1 240px' }}
              label={t('deliveries.url')}
              placeholder="https://files.example.com/orders.csv"
              type="url"
              required
              value={draft.url}
              onChange={(event) => onChange({ ...draft, url: event.currentTarget.value })}
            />
          </div>
          <p className="muted small">{t('deliveries.urlText')}</p>
          <PasswordInput
            label={t('deliveries.authorization')}
            description={t(isAuthorizationKept ? 'deliveries.authorizationKept' : 'deliveries.authorizationText')}
            placeholder="Bearer …"
            autoComplete="off"
            value={authorization}
            onChange={(event) => onAuthorization(event.currentTarget.value)}
          />
        </>
      )}
      {isRemoteKind(draft.kind) && (
        <RemoteFields
          kind={draft.kind}
          draft={draft.remote}
          isSecretKept={isSecretKept}
          error={error}
          onChange={(remote) => onChange({ ...draft, remote })}
        />
      )}
      {draft.kind === 'folder' && (
        <TextInput
          label={t('deliveries.path')}
          description={t('deliveries.pathText')}
          placeholder="finance/daily"
          required
          value={draft.folder}
          onChange={(event) => onChange({ ...draft, folder: event.currentTarget.value })}
        />
      )}
    </>
  );
}
