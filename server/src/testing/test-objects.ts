/** Objects of a table for tests of who may see and do what. Not part of the package. */
import { randomUUID } from 'node:crypto';
import type { TableRole } from '@sheetport/contract';
import type { ObjectKind } from '../auth/object-roles.ts';
import type { TestServer } from './test-server.ts';

/** How a table and its folder are shared with a person. */
export interface TestSharing {
  restricted?: boolean;
  grant?: TableRole;
  folder?: { restricted?: boolean; grant?: TableRole };
}

export type TestObjects = Readonly<Record<ObjectKind, string>> & { name: string };

/**
 * Record a table in a folder, and of each kind an object that belongs to it: all made by somebody else.
 * The table is in no database: a call that is allowed ends with an error of its own.
 */
export async function addObjects(server: TestServer, personId: string, sharing: TestSharing): Promise<TestObjects> {
  const { records } = server;
  const [table, folder, job, batch, file, mapping, link, view] = Array.from({ length: 8 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const name = `Secret ${table}`;
  const share = (role: TableRole | undefined) => (role ? { shares: { create: { personId, role } } } : {});
  const { restricted = false, grant, folder: place = {} } = sharing;
  await records.folder.create({
    data: { id: folder, name, restricted: place.restricted ?? false, ...share(place.grant) },
  });
  await records.table.create({
    data: {
      id: table,
      name,
      schema: 'people',
      relationName: `t_${table}`,
      columns: [],
      key: [],
      restricted,
      folderId: folder,
      ...share(grant),
    },
  });
  await records.file.create({
    data: { id: file, name, bytes: 1, sha256: 'x', state: 'ready', sheets: [], createdBy: randomUUID() },
  });
  await records.job.create({
    data: {
      id: job,
      kind: 'import',
      state: 'failed',
      title: name,
      spec: { fileId: file, table: { id: table } },
      lane: 'small',
      tableId: table,
      fileId: file,
      batchId: batch,
      createdBy: randomUUID(),
    },
  });
  await records.savedMapping.create({
    data: { id: mapping, headingFingerprint: 'x', tableId: table, columns: [], options: {}, fileName: name },
  });
  await records.uploadLink.create({
    data: {
      id: link,
      tableId: table,
      name,
      tokenHash: link,
      columns: [],
      options: {},
      maxFiles: 1,
      maxFileBytes: 1,
      createdBy: randomUUID(),
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  await records.view.create({
    data: { id: view, tableId: table, name, shared: true, definition: {}, createdBy: randomUUID() },
  });
  return { table, folder, job, batch, file, mapping, link, view, name };
}
