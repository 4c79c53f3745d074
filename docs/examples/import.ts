/**
 * Imports a file into a table, waits for the end, and fails where rows were rejected. The types are made of the description of the service:
 * `npx openapi-typescript $SHEETPORT_URL/api/openapi.json --default-non-nullable false -o api-types.d.ts`
 * Node 22.18 and later run it as it is; for Node 20 compile it with tsc.
 *
 *     SHEETPORT_URL=http://127.0.0.1:4000 SHEETPORT_KEY=sp_… node import.ts orders.csv "Orders by TypeScript"
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { components, operations } from './api-types.d.ts';

type File = components['schemas']['File'];
type Job = components['schemas']['Job'];
type NewImport = operations['createImport']['requestBody']['content']['application/json'];

const { SHEETPORT_URL: url, SHEETPORT_KEY: key } = process.env;
const [, , path = '', table = ''] = process.argv;

async function call<T>(
  method: string,
  where: string,
  body?: BodyInit,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(`${url}${where}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(body !== undefined && { body }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function waitUntil<T>(where: string, isOver: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await call<T>('GET', where);
    if (isOver(answer)) return answer;
    await sleep(200);
  }
}

const form = new FormData();
form.append('file', new Blob([await readFile(path)]), basename(path));
const { id: fileId } = await call<File>('POST', '/api/files', form);
await waitUntil<File>(`/api/files/${fileId}`, ({ state }) => state === 'ready' || state === 'unreadable');
const body: NewImport = { fileId, table: { create: { name: table } } };
const { id } = await call<Job>('POST', '/api/imports', JSON.stringify(body), {
  'content-type': 'application/json',
  'idempotency-key': fileId,
});
const job = await waitUntil<Job>(`/api/jobs/${id}`, ({ state }) =>
  ['succeeded', 'failed', 'cancelled'].includes(state),
);
if (job.state !== 'succeeded') throw new Error(`${job.state}: ${job.error?.message}`);
console.log(`inserted ${job.counts.inserted}, rejected ${job.counts.rejected}`);
process.exitCode = job.counts.rejected === 0 ? 0 : 1;
