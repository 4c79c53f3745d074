/**
 * Workers that die while they send: what they sent is sent again, once, under the same id (docs/promises.md, P52).
 * @module-tag long
 */
import { randomUUID } from 'node:crypto';
import type { DeliveryRun, DeliveryRuns, WebhookMessages } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { kill, type Service, startService } from '../support/service.ts';

/** More than a socket takes at once: the worker dies while it sends. */
const ROWS = 60_000;

let service: Service;
let receiver: Receiver;
/** What happens when the next request has begun to come. */
let atRequest: (() => Promise<void>) | undefined;
beforeAll(async () => {
  receiver = await startReceiver(async () => {
    const act = atRequest;
    atRequest = undefined;
    await act?.();
    return 'ok' as const;
  });
  service = await startService({ env: { OUTGOING_NETWORKS: 'loopback' } });
});
afterAll(async () => {
  await service?.stop();
  await receiver?.close();
});

const loseWorker = async () => {
  await kill(service.workers.at(-1)!, 'SIGKILL');
};
/** What a worker holds is free after a minute; here at once. */
const endLeases = async (table: 'webhook_message' | 'delivery_run') => {
  await service.pool.query(
    `UPDATE sheetport.${table} SET due_at = now() WHERE holder IS NOT NULL AND ended_at IS NULL`,
  );
};

test('P52 a webhook whose worker is killed while it sends is sent once more, with the same id and body', async () => {
  const { api } = service;
  const { webhook } = await api.ask('POST', '/api/webhooks', {
    name: 'Warehouse',
    url: `${receiver.url}/hook`,
    // Nothing of what the other test does.
    events: ['undo.failed'],
  });
  atRequest = loseWorker;
  await api.ask('POST', `/api/webhooks/${webhook.id}/test`);
  const messages = async () =>
    ((await api.ask('GET', `/api/webhooks/${webhook.id}/messages`)) as WebhookMessages).messages;
  await expect.poll(() => service.workers.at(-1)!.process.signalCode, { timeout: 60_000 }).toBe('SIGKILL');
  expect(await messages()).toMatchObject([{ state: 'waiting', attempts: [] }]);
  await endLeases('webhook_message');
  await service.addWorker();
  await expect.poll(messages, { timeout: 60_000 }).toMatchObject([{ state: 'delivered', attempts: [{ status: 200 }] }]);
  const [message] = await messages();
  expect([...receiver.received.keys()]).toEqual([message!.id]);
  const got = receiver.received.get(message!.id)!;
  expect(got.times).toBe(2);
  expect(got.bodies.size).toBe(1);
});

test('P52 a delivery whose worker is killed while it sends is sent once more, whole, with the same id', async () => {
  const { api } = service;
  const { id: fileId } = await api.upload(
    `no,text\n${Array.from({ length: ROWS }, (_, n) => `${n},${randomUUID()}\n`).join('')}`,
    'long.csv',
  );
  await api.inspected(fileId);
  const imported = await api.ended((await api.import({ fileId, table: { create: { name: 'Long' } } })).id);
  const delivery = await api.ask('POST', '/api/deliveries', {
    name: 'Long',
    export: { tableId: imported.result!.tableId, format: 'csv' },
    target: { kind: 'http', url: `${receiver.url}/file`, method: 'PUT' },
  });
  atRequest = loseWorker;
  const { id }: DeliveryRun = await api.ask('POST', `/api/deliveries/${delivery.id}/run`);
  await expect.poll(() => service.workers.at(-1)!.process.signalCode, { timeout: 60_000 }).toBe('SIGKILL');
  const runs = async () => ((await api.ask('GET', `/api/deliveries/${delivery.id}/runs`)) as DeliveryRuns).runs;
  expect(await runs()).toMatchObject([{ id, state: 'sending', attempts: [] }]);
  await endLeases('delivery_run');
  await service.addWorker();
  await expect.poll(runs, { timeout: 60_000 }).toMatchObject([{ id, state: 'delivered', attempts: [{ status: 200 }] }]);
  const got = receiver.received.get(id)!;
  expect(got).toMatchObject({ times: 2, taken: 1 });
  expect(got.bodies.size).toBe(1);
});
