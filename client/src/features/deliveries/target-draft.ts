import type { DeliveryTarget } from '@sheetport/contract';

/** What is typed of a target: the fields of all kinds, so that nothing is lost when the kind is chosen anew. */
export interface TargetDraft {
  kind: DeliveryTarget['kind'];
  to: string;
  subject: string | undefined;
  url: string;
  method: 'PUT' | 'POST';
  folder: string;
}

export function draftOf(target: DeliveryTarget | undefined): TargetDraft {
  return {
    kind: target?.kind ?? 'email',
    to: target?.kind === 'email' ? target.to.join(', ') : '',
    subject: target?.kind === 'email' ? target.subject : undefined,
    url: target?.kind === 'http' ? target.url : '',
    method: target?.kind === 'http' ? target.method : 'PUT',
    folder: target?.kind === 'folder' ? target.folder : '',
  };
}

const addressesOf = (text: string) => text.split(/[,;\s]+/).filter(Boolean);

/** Whether enough is typed; the service checks the rest. */
export function isWhole({ kind, to, url, folder }: TargetDraft): boolean {
  if (kind === 'email') return addressesOf(to).length > 0 && addressesOf(to).every((one) => /^\S+@\S+\.\S+$/.test(one));
  if (kind === 'http') return /^https?:\/\/\S+$/i.test(url.trim());
  return folder.trim() !== '';
}

export function toTarget({ kind, to, subject, url, method, folder }: TargetDraft): DeliveryTarget {
  if (kind === 'email') return { kind, to: addressesOf(to), ...(subject !== undefined && { subject }) };
  if (kind === 'http') return { kind, url: url.trim(), method };
  return { kind, folder: folder.trim().replace(/^\/+|\/+$/g, '') };
}
