import { type DeliveryTarget, isRemote, isRemoteKind } from '@sheetport/contract';
import {
  describeRemote,
  isRemoteWhole,
  type RemoteDraft,
  remoteDraftOf,
  toRemoteLocation,
} from '../automation/remote-draft.ts';

/** What is typed of a target: the fields of all kinds, so that nothing is lost when the kind is chosen anew. */
export interface TargetDraft {
  kind: DeliveryTarget['kind'];
  to: string;
  subject: string | undefined;
  url: string;
  method: 'PUT' | 'POST';
  folder: string;
  remote: RemoteDraft;
}

export function draftOf(target: DeliveryTarget | undefined): TargetDraft {
  return {
    kind: target?.kind ?? 'email',
    to: target?.kind === 'email' ? target.to.join(', ') : '',
    subject: target?.kind === 'email' ? target.subject : undefined,
    url: target?.kind === 'http' ? target.url : '',
    method: target?.kind === 'http' ? target.method : 'PUT',
    folder: target?.kind === 'folder' ? target.folder : '',
    remote: remoteDraftOf(target && isRemote(target) ? target : undefined),
  };
}

const addressesOf = (text: string) => text.split(/[,;\s]+/).filter(Boolean);

/** Whether enough is typed; the service checks the rest. @param kept where a secret is kept */
export function isWhole({ kind, to, url, folder, remote }: TargetDraft, kept: DeliveryTarget | undefined): boolean {
  if (isRemoteKind(kind))
    return isRemoteWhole(kind, remote, JSON.stringify(kept) === JSON.stringify(toRemoteLocation(kind, remote)));
  if (kind === 'email') return addressesOf(to).length > 0 && addressesOf(to).every((one) => /^\S+@\S+\.\S+$/.test(one));
  if (kind === 'http') return /^https?:\/\/\S+$/i.test(url.trim());
  return folder.trim() !== '';
}

export function toTarget({ kind, to, subject, url, method, folder, remote }: TargetDraft): DeliveryTarget {
  if (isRemoteKind(kind)) return toRemoteLocation(kind, remote);
  if (kind === 'email') return { kind, to: addressesOf(to), ...(subject !== undefined && { subject }) };
  if (kind === 'http') return { kind, url: url.trim(), method };
  return { kind, folder: folder.trim().replace(/^\/+|\/+$/g, '') };
}

/** Where it goes, in a line. */
export function describeTarget(target: DeliveryTarget): string {
  if (isRemote(target)) return describeRemote(target);
  if (target.kind === 'email') return target.to.join(', ');
  return target.kind === 'http' ? target.url : target.folder;
}
