/**
 * What an API key may do of all that its person may: a second table beside the one of rules (permissions.ts). It only narrows. A key
 * has the rights of its person as they are now, less what its scopes leave out. A key for some tables sees these alone: in the service it is
 * a guest, and on each of its tables it is what its person is there.
 * Without schemas: pages load it that need none.
 */
import type { Permission } from './permissions.ts';

/** `import`, `export` and `manage` include reading: a program that may write nothing but what it cannot see helps nobody. */
export const KEY_SCOPES = ['read', 'import', 'export', 'manage'] as const;
export type KeyScopeName = (typeof KEY_SCOPES)[number];

const ANY = KEY_SCOPES;
const IMPORT = ['import'] as const;
const EXPORT = ['export'] as const;
const MANAGE = ['manage'] as const;
/** People, passwords, keys, links and sharing: a key that could change these would outlive its own end. */
const NEVER = [] as const;

/** Any one of these scopes is enough. A permission that is not here does not compile. */
const SCOPES_OF: Readonly<Record<Permission, readonly KeyScopeName[]>> = {
  'service.see': ANY,
  'service.measure': ANY,
  'account.see': ANY,
  'account.change': NEVER,
  'signIn.see': NEVER,
  'person.name': ANY,
  'person.see': NEVER,
  'person.invite': NEVER,
  'person.change': NEVER,
  'person.delete': NEVER,
  'signInRules.see': NEVER,
  'signInRules.change': NEVER,
  'key.see': NEVER,
  'key.create': NEVER,
  'key.change': NEVER,
  'key.delete': NEVER,
  'table.see': ANY,
  'table.export': EXPORT,
  'table.create': ['import', 'manage'],
  'table.import': IMPORT,
  'table.change': MANAGE,
  'table.attach': MANAGE,
  'table.move': MANAGE,
  'table.share': NEVER,
  'table.delete': MANAGE,
  'folder.see': ANY,
  'folder.create': MANAGE,
  'folder.fill': ['import', 'manage'],
  'folder.change': MANAGE,
  'folder.share': NEVER,
  'folder.delete': MANAGE,
  'mapping.see': ANY,
  'mapping.delete': MANAGE,
  'template.see': ANY,
  'template.create': MANAGE,
  'template.delete': MANAGE,
  'view.see': ANY,
  'view.create': MANAGE,
  'view.share': MANAGE,
  'view.change': MANAGE,
  'view.delete': MANAGE,
  'file.see': ANY,
  'file.upload': IMPORT,
  'file.change': ['import', 'manage'],
  'file.delete': ['import', 'manage'],
  'upload.continue': IMPORT,
  'job.see': ANY,
  'job.cancel': ['import', 'export', 'manage'],
  'job.retry': ['import', 'export', 'manage'],
  'job.correct': IMPORT,
  'job.undo': IMPORT,
  'job.delete': MANAGE,
  'deletion.preview': MANAGE,
  'deletion.run': MANAGE,
  'link.see': NEVER,
  'link.create': NEVER,
  'link.change': NEVER,
  'sent.see': NEVER,
  'sent.send': NEVER,
  'schedule.see': ANY,
  // It would go on past the end of the key, with all rights of its person.
  'schedule.create': NEVER,
  'schedule.change': NEVER,
  'webhook.see': ANY,
  'webhook.create': NEVER,
  'webhook.change': NEVER,
  'webhook.delete': NEVER,
  'delivery.see': ANY,
  'delivery.create': NEVER,
  'delivery.change': NEVER,
  'delivery.run': EXPORT,
  'delivery.delete': NEVER,
  'feed.see': ANY,
  'feed.create': NEVER,
  'feed.change': NEVER,
  'queue.see': ANY,
  'queue.change': MANAGE,
  'audit.see': MANAGE,
  'audit.export': MANAGE,
};

/** Whether a key with these scopes may do something that its person may. */
export function scopesInclude(scopes: readonly KeyScopeName[], permission: Permission): boolean {
  return SCOPES_OF[permission].some((scope) => scopes.includes(scope));
}
