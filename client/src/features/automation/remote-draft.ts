import type { RemoteFolderLocation, RemoteKind } from '@sheetport/contract';

/** What is typed of a folder of another system. */
export interface RemoteDraft {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  host: string;
  port: string;
  user: string;
  hostKey: string;
  folder: string;
  secret: string;
}

const EMPTY: RemoteDraft = {
  endpoint: '',
  region: 'us-east-1',
  bucket: '',
  accessKeyId: '',
  host: '',
  port: '22',
  user: '',
  hostKey: '',
  folder: '',
  secret: '',
};

/** @param location undefined where it is of another kind */
export function remoteDraftOf(location: RemoteFolderLocation | undefined): RemoteDraft {
  if (location?.kind === 's3') {
    const { endpoint = '', region, bucket, accessKeyId, folder } = location;
    return { ...EMPTY, endpoint, region, bucket, accessKeyId, folder };
  }
  if (location?.kind === 'sftp') {
    const { host, port, user, hostKey = '', folder } = location;
    return { ...EMPTY, host, port: String(port), user, hostKey, folder };
  }
  return EMPTY;
}

/** Whether enough is typed; the service checks the rest. @param isSecretKept the stored secret is kept */
export function isRemoteWhole(kind: RemoteKind, draft: RemoteDraft, isSecretKept: boolean): boolean {
  if (draft.secret === '' && !isSecretKept) return false;
  if (kind === 's3') return draft.bucket.trim() !== '' && draft.accessKeyId.trim() !== '' && draft.region.trim() !== '';
  return draft.host.trim() !== '' && draft.user.trim() !== '' && Number(draft.port) >= 1;
}

/** @param before the stored one: what has no field in the form is taken from it */
export function toRemoteLocation(
  kind: RemoteKind,
  draft: RemoteDraft,
  before?: { kind: string; endpoint?: string | undefined; pathStyle?: boolean },
): RemoteFolderLocation {
  const folder = draft.folder.trim();
  if (kind === 'sftp') {
    const [host, hostKey] = [draft.host.trim(), draft.hostKey.trim()];
    const user = draft.user.trim();
    return { kind, host, port: Number(draft.port), user, folder: folder || '.', ...(hostKey && { hostKey }) };
  }
  const endpoint = draft.endpoint.trim();
  const isSameService = before?.kind === 's3' && (before.endpoint ?? '') === endpoint;
  return {
    kind,
    ...(endpoint && { endpoint }),
    region: draft.region.trim(),
    bucket: draft.bucket.trim(),
    folder: folder.replace(/^\/+|\/+$/g, ''),
    // Servers other than Amazon's seldom have a name for each bucket.
    pathStyle: (isSameService ? before.pathStyle : undefined) ?? endpoint !== '',
    accessKeyId: draft.accessKeyId.trim(),
  };
}

/** Where it is, in a line. */
export function describeRemote(location: RemoteFolderLocation): string {
  if (location.kind === 's3') return `s3://${location.bucket}/${location.folder}`;
  const { user, host, port, folder } = location;
  return `sftp://${user}@${host}${port === 22 ? '' : `:${port}`}/${folder.replace(/^\.?\/?/, '')}`;
}

/** The key that a server shows, of the error that says it is not trusted yet; undefined of any other. */
export function shownHostKey(error: unknown): string | undefined {
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  return code === 'host_key_not_confirmed' ? /SHA256:[A-Za-z0-9+/]{43}/.exec(message)?.[0] : undefined;
}
