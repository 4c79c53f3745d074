/**
 * What companies put between a service and its PostgreSQL: a connection pooler, and TLS.
 * @module-tag long
 */
import { checkExternalDatabase } from '@sheetport/launch';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { HAS_PGBOUNCER, type Pgbouncer, startPgbouncer } from '../support/pgbouncer.ts';
import { createDatabase, kill, type Service, startService } from '../support/service.ts';
import { HAS_OPENSSL, openTlsProxy } from '../support/tls-proxy.ts';
import { ordersCsv } from '../support/workbooks.ts';

if (!HAS_PGBOUNCER) console.log('The tests behind a connection pooler were left out: pgbouncer was not found.');

/** Import, look, export, undo: the same for whatever lies in between. */
async function useIt({ api }: Service): Promise<void> {
  const file = await api.upload(ordersCsv(2000), 'orders.csv');
  const made = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'orders' } } })).id);
  expect(made).toMatchObject({ state: 'succeeded', counts: { inserted: 2000 } });
  const tableId = made.result!.tableId!;
  const pages = await Promise.all(
    Array.from({ length: 40 }, () => api.call('GET', `/api/tables/${tableId}/rows?limit=5`)),
  );
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
  const exported = await api.ended((await api.export({ tableId, format: 'csv' })).id);
  expect(exported).toMatchObject({ state: 'succeeded', counts: { read: 2000 } });
  const undone = await api.ended((await api.ask('POST', `/api/jobs/${made.id}/undo`)).id);
  expect(undone.state).toBe('succeeded');
}

describe.runIf(HAS_PGBOUNCER)('behind pgbouncer', () => {
  let pooler: Pgbouncer;
  let service: Service | undefined;
  afterEach(async () => {
    await service?.stop();
    await pooler.stop();
    service = undefined;
  });

  test('in session mode, no other address is needed, and a cancel ends the statement that waits', async () => {
    const databaseUrl = await createDatabase();
    pooler = await startPgbouncer(databaseUrl, 'session', 100);
    service = await startService({ databaseUrl, env: { DATABASE_URL: pooler.url(databaseUrl) } });
    await useIt(service);

    const { api, pool } = service;
    const table = await api.ask('POST', '/api/tables', { name: 'held', columns: [{ label: 'id', type: 'integer' }] });
    const holder = await pool.connect();
    try {
      await holder.query(`BEGIN; LOCK TABLE ${table.qualifiedName} IN SHARE MODE`);
      const file = await api.upload('id\n1\n2\n', 'held.csv');
      const job = await api.import({ fileId: file.id, table: { id: table.id } });
      const waiting = async () =>
        (
          await pool.query(
            `SELECT pid FROM pg_stat_activity WHERE starts_with(application_name, 'sheetport-job-' || $1::text) AND wait_event_type = 'Lock'`,
            [job.id],
          )
        ).rows.length;
      await expect.poll(waiting).toBe(1);
      await api.ask('POST', `/api/jobs/${job.id}/cancel`);
      expect((await api.ended(job.id)).state).toBe('cancelled');
      expect(await waiting()).toBe(0);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  });

  test('in transaction mode, what needs a session goes to the direct address, and no setting stays for others', async () => {
    const databaseUrl = await createDatabase();
    pooler = await startPgbouncer(databaseUrl, 'transaction', 2);
    const pooled = pooler.url(databaseUrl);
    service = await startService({ databaseUrl, env: { DATABASE_URL: pooled, DATABASE_DIRECT_URL: databaseUrl } });
    await useIt(service);
    await kill(service.workers[0]!, 'SIGKILL');
    await service.addWorker();
    await useIt(service);

    const client = new pg.Client(pooled);
    await client.connect();
    try {
      for (let session = 0; session < 4; session++)
        expect((await client.query('SHOW statement_timeout')).rows[0].statement_timeout).toBe('0');
    } finally {
      await client.end();
    }
  });
});

test.runIf(HAS_OPENSSL)(
  'over TLS, every connection is encrypted, and a certificate of another is refused with what to do',
  async () => {
    const databaseUrl = await createDatabase();
    const proxy = await openTlsProxy(databaseUrl);
    const withSettings = (settings: Record<string, string>) => `${proxy.url}?${new URLSearchParams(settings)}`;
    const trusted = withSettings({ sslmode: 'verify-full', sslrootcert: proxy.rootCertificate });
    try {
      const service = await startService({ databaseUrl, env: { DATABASE_URL: trusted } });
      try {
        await useIt(service);
      } finally {
        await service.stop();
      }
      expect(proxy.plain()).toBe(0);
      const unknown = checkExternalDatabase(withSettings({ sslmode: 'verify-full' }), 'public', () => undefined);
      await expect(unknown).rejects.toThrow(/self-signed certificate.*\n.*sslrootcert=/);
      const other = checkExternalDatabase(trusted.replace('localhost', '127.0.0.1'), 'public', () => undefined);
      await expect(other).rejects.toThrow(/does not match.*\n.*host name/s);
      const unchecked = checkExternalDatabase(withSettings({ sslmode: 'no-verify' }), 'public', () => undefined);
      // The database went with the service; that it is missed is told by PostgreSQL, through TLS.
      await expect(unchecked).rejects.toThrow(/does not exist/);
    } finally {
      await proxy.close();
    }
  },
);
