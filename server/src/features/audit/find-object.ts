/** The objects that addresses of calls name, as the audit trail knows them. */
import { Id, PersonId } from '@sheetport/contract';
import type { AuditObject } from '@sheetport/core';
import type { Records } from '@sheetport/prisma';

interface AddressedObject {
  kind: string;
  /** Its name as it is now; null where it is not there. */
  nameOf?: (records: Records, id: string) => Promise<string | null | undefined>;
}

/** One row for each collection of the API, by its word in addresses. */
const OBJECTS: Readonly<Record<string, AddressedObject>> = {
  people: {
    kind: 'person',
    nameOf: async ({ person }, id) => (await person.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  tables: {
    kind: 'table',
    nameOf: async ({ table }, id) => (await table.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  files: {
    kind: 'file',
    nameOf: async ({ file }, id) => (await file.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  jobs: {
    kind: 'job',
    nameOf: async ({ job }, id) => (await job.findUnique({ where: { id }, select: { title: true } }))?.title,
  },
  folders: {
    kind: 'folder',
    nameOf: async ({ folder }, id) => (await folder.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  keys: {
    kind: 'key',
    nameOf: async ({ apiKey }, id) => (await apiKey.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  batches: {
    kind: 'batch',
    nameOf: async ({ batch }, id) => (await batch.findUnique({ where: { id }, select: { title: true } }))?.title,
  },
  invitations: {
    kind: 'invitation',
    nameOf: async ({ accessLink }, id) =>
      (await accessLink.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  views: {
    kind: 'view',
    // The name of one that is not shared is its maker's alone.
    nameOf: async ({ view }, id) =>
      (await view.findUnique({ where: { id, shared: true }, select: { name: true } }))?.name,
  },
  mappings: {
    kind: 'mapping',
    nameOf: async ({ savedMapping }, id) =>
      (await savedMapping.findUnique({ where: { id }, select: { fileName: true } }))?.fileName,
  },
  templates: {
    kind: 'template',
    nameOf: async ({ exportTemplate }, id) =>
      (await exportTemplate.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  feeds: {
    kind: 'feed',
    nameOf: async ({ feed }, id) => (await feed.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  schedules: {
    kind: 'schedule',
    nameOf: async ({ schedule }, id) => (await schedule.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  'upload-links': {
    kind: 'link',
    nameOf: async ({ uploadLink }, id) =>
      (await uploadLink.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  deliveries: {
    kind: 'delivery',
    nameOf: async ({ delivery }, id) => (await delivery.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  webhooks: {
    kind: 'webhook',
    nameOf: async ({ webhook }, id) => (await webhook.findUnique({ where: { id }, select: { name: true } }))?.name,
  },
  'me/sessions': { kind: 'session' },
  'visit/files': { kind: 'file' },
  uploads: { kind: 'file' },
};

/** The object in the address of a call, with its name as it is now. Undefined where there is none. */
export async function findObject(
  records: Records,
  url: string,
  id: string | undefined,
): Promise<AuditObject | undefined> {
  const [, collection = ''] = /^\/api\/(.+?)\/:id(?:\/|$)/.exec(url) ?? [];
  const found = Object.hasOwn(OBJECTS, collection) ? OBJECTS[collection] : undefined;
  if (id === undefined || !found) return undefined;
  const { kind, nameOf } = found;
  if (!(kind === 'person' ? PersonId : Id).safeParse(id).success) return undefined;
  return { kind, id, ...(nameOf && { name: (await nameOf(records, id)) ?? null }) };
}

/** Whether the collection of an address is known here. Exported for the test that walks all routes. */
export function isAddressed(url: string): boolean {
  const [, collection] = /^\/api\/(.+?)\/:id(?:\/|$)/.exec(url) ?? [];
  return collection === undefined || Object.hasOwn(OBJECTS, collection);
}
