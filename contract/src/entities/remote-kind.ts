/** Kinds of folders of other systems. Without schemas: pages load it that need none. */
export const REMOTE_KINDS = ['s3', 'sftp'] as const;
export type RemoteKind = (typeof REMOTE_KINDS)[number];

export function isRemoteKind(kind: string): kind is RemoteKind {
  return REMOTE_KINDS.some((known) => known === kind);
}

/** Whether a source of a feed, or a target of a delivery, is a folder of another system. */
export function isRemote<Place extends { kind: string }>(place: Place): place is Extract<Place, { kind: RemoteKind }> {
  return isRemoteKind(place.kind);
}
