import { NativeSelect, TextInput } from '@mantine/core';
import { findFileLink, isRemoteKind } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { RemoteFields } from '../automation/remote-fields.tsx';
import { MailboxFields } from './mailbox-fields.tsx';
import type { SourceDraft } from './source-draft.ts';

/** Asks where the files of a feed come from. */
export function SourceFields({
  folders,
  draft,
  isWorkbook,
  isKindFixed,
  isSecretKept,
  error,
  onChange,
}: {
  folders: readonly string[];
  draft: SourceDraft;
  /** Whether more than the first sheet is imported. */
  isWorkbook: boolean;
  /** An existing feed keeps its kind of source. */
  isKindFixed: boolean;
  /** The stored secret is used where none is typed. */
  isSecretKept: boolean;
  error: unknown;
  onChange: (draft: SourceDraft) => void;
}) {
  const { t } = useTranslation();
  const { kind, path, url, afterwards, remote, mailbox } = draft;
  const reads = kind === 'url' ? findFileLink(url.trim(), isWorkbook) : null;
  const kinds = [
    ...(folders.length > 0 || kind === 'folder' ? [{ value: 'folder', label: t('feeds.folder') } as const] : []),
    { value: 'url', label: t('feeds.url') } as const,
    { value: 'sftp', label: t('remote.sftp') } as const,
    { value: 's3', label: t('remote.s3') } as const,
    { value: 'mailbox', label: t('mailbox.kind') } as const,
    { value: 'inbound', label: t('feeds.inbound') } as const,
  ];
  const afters = ['move', ...(kind === 's3' ? (['tag'] as const) : []), 'leave'] as const;
  return (
    <>
      <NativeSelect
        label={t('feeds.from')}
        value={kind}
        data={kinds}
        disabled={isKindFixed}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...draft, kind: kinds.find((one) => one.value === value)?.value ?? 'url' })
        }
      />
      {folders.length === 0 && kind === 'url' && !isKindFixed && <p className="muted small">{t('feeds.noFolders')}</p>}
      {kind === 'folder' && (
        <TextInput
          label={t('feeds.path')}
          description={t('feeds.pathText', { folders: folders.join(', ') })}
          value={path}
          required
          spellCheck={false}
          onChange={(event) => onChange({ ...draft, path: event.currentTarget.value })}
        />
      )}
      {kind === 'url' && (
        <TextInput
          type="url"
          label={t('feeds.address')}
          placeholder="https://example.com/orders.csv"
          description={reads === null ? t('feeds.addressText') : t('feeds.readsText', { address: reads })}
          inputWrapperOrder={['label', 'input', 'description']}
          styles={{ description: { overflowWrap: 'anywhere' } }}
          value={url}
          required
          spellCheck={false}
          onChange={(event) => onChange({ ...draft, url: event.currentTarget.value })}
        />
      )}
      {isRemoteKind(kind) && (
        <RemoteFields
          kind={kind}
          draft={remote}
          isSecretKept={isSecretKept}
          error={error}
          onChange={(changed) => onChange({ ...draft, remote: changed })}
        />
      )}
      {kind === 'mailbox' && (
        <MailboxFields
          draft={mailbox}
          isSecretKept={isSecretKept}
          onChange={(changed) => onChange({ ...draft, mailbox: changed })}
        />
      )}
      {kind === 'inbound' && !isKindFixed && <p className="muted small">{t('feeds.inboundText')}</p>}
      {kind !== 'url' && kind !== 'inbound' && kind !== 'mailbox' && (
        <NativeSelect
          label={t('feeds.afterwards')}
          description={t('feeds.afterwardsText')}
          value={afterwards === 'tag' && kind !== 's3' ? 'move' : afterwards}
          data={afters.map((value) => ({ value, label: t(`feeds.after.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...draft, afterwards: afters.find((one) => one === value) ?? 'move' })
          }
        />
      )}
    </>
  );
}
