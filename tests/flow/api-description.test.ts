/** The descriptions of the API as others meet them: a linter, a generator of types, and real answers. */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CheckedAnswer, openAnswerCheck } from '../support/answer-check.ts';
import { type Service, TOKEN } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GENERATOR = path.join(ROOT, 'client-types');

let service: Service;
const texts: Record<string, string> = {};
beforeAll(async () => {
  service = await shareService();
  for (const name of ['openapi', 'asyncapi'])
    texts[name] = JSON.stringify(await service.api.ask('GET', `/api/${name}.json`));
});

describe('the descriptions by themselves', () => {
  test.each(['openapi', 'asyncapi'])('a linter finds nothing wrong with %s.json', { tags: ['long'] }, async (name) => {
    const config = await createConfig({
      extends: ['recommended'],
      // Health is open to everyone and takes nothing, so there is no request that it refuses.
      rules: {
        'operation-4xx-response': 'off',
        // Sign-in with a provider leads elsewhere: its calls answer 303.
        'operation-2xx-response': 'off',
        'operation-operationId-unique': 'error',
        'operation-operationId': 'error',
      },
    });
    const lint = async (source: string) =>
      (await lintFromString({ source, absoluteRef: `/${name}.json`, config })).map(
        ({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer}`,
      );
    expect(await lint(texts[name]!)).toEqual([]);
    // The linter sees a reference that leads nowhere, as one did once.
    expect(
      await lint(texts[name]!.replace('"#/components/schemas/Job"', '"#/components/schemas/Nothing"')),
    ).not.toEqual([]);
  });

  test('types of a client are made of it, and a client compiles with them', { tags: ['long'] }, async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'client-types-'));
    try {
      await writeFile(path.join(directory, 'openapi.json'), texts.openapi!);
      await copyFile(path.join(GENERATOR, 'sample-client.ts'), path.join(directory, 'sample-client.ts'));
      const options = {
        strict: true,
        noEmit: true,
        exactOptionalPropertyTypes: true,
        module: 'esnext',
        types: [],
        target: 'es2023',
      };
      await writeFile(
        path.join(directory, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...options, moduleResolution: 'bundler' } }),
      );
      const entry = createRequire(path.join(GENERATOR, 'package.json')).resolve('openapi-typescript');
      const generator = path.resolve(path.dirname(entry), '../bin/cli.js');
      // What has a default may be left out of a request.
      run(generator, ['openapi.json', '--default-non-nullable', 'false', '--output', 'api-types.ts'], directory);
      run(path.join(ROOT, 'node_modules/typescript/bin/tsc'), ['--project', '.'], directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

function run(script: string, args: string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' });
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
}

const CSV = 'Order no,Quantity,Ordered on\n1,12,2026-01-02\n2,7,2026-01-03\n3,twelve,2026-01-04\n3,4,2026-01-05\n';

test('real answers are as the description says, from the upload to the undo', async () => {
  const check = openAnswerCheck(JSON.parse(texts.openapi!), service.url, TOKEN);
  const { ask } = check;
  const form = new FormData();
  form.set('file', new Blob([CSV]), 'orders.csv');
  const file = (await ask('POST', '/api/files', 201, { form })).body;
  await service.api.inspected(file.id);
  await ask('GET', `/api/files/${file.id}`, 200);
  await ask('GET', '/api/files?limit=1', 200);
  await ask('GET', `/api/files/${file.id}/preview?sheet=0`, 200);
  await ask('GET', `/api/files/${file.id}/mapping`, 200);

  const table = (
    await ask('POST', '/api/tables', 201, {
      json: {
        name: 'Orders',
        columns: [
          { label: 'Order no', type: 'integer' },
          { label: 'Quantity', type: 'integer', rules: [{ kind: 'range', min: 1 }] },
          { label: 'Ordered on', type: 'date' },
        ],
        key: ['Order no'],
      },
    })
  ).body;
  const asked = { fileId: file.id, table: { id: table.id }, mode: 'upsert' };
  const ended = async ({ body }: CheckedAnswer) => {
    const job = await service.api.ended(body.id);
    expect(job.state).toBe('succeeded');
    await ask('GET', `/api/jobs/${job.id}`, 200);
    await ask('GET', `/api/jobs/${job.id}/details`, 200);
    return job;
  };
  const dry = await ended(await ask('POST', '/api/imports', 202, { json: { ...asked, dryRun: true } }));
  const imported = await ended(await ask('POST', `/api/jobs/${dry.id}/run`, 202));
  const headers = { 'idempotency-key': 'twice' };
  const again = await ask('POST', '/api/imports', 202, { json: asked, headers });
  expect((await ask('POST', '/api/imports', 202, { json: asked, headers })).headers.get('idempotency-replayed')).toBe(
    'true',
  );
  await ask('POST', '/api/imports', 409, { json: { ...asked, mode: 'insert' }, headers });
  await ended(again);

  const { id } = imported;
  const rejects = (await ask('GET', `/api/jobs/${id}/rejects?limit=1`, 200)).body;
  expect(rejects.rows).toHaveLength(1);
  await ask('GET', `/api/jobs/${id}/issues`, 200);
  await ask('POST', `/api/jobs/${id}/rejects/count`, 200, {
    json: { filters: [{ column: 'Quantity', value: 'twelve' }] },
  });
  await ask('GET', `/api/jobs/${id}/rejects.xlsx`, 200);
  const corrected = { rows: [{ row: rejects.rows[0].row, cells: { Quantity: 12 } }] };
  await ended(await ask('POST', `/api/jobs/${id}/corrections`, 202, { json: corrected }));
  await ask('POST', `/api/jobs/${id}/corrections`, 409, { json: corrected });
  await ask('POST', `/api/jobs/${id}/cancel`, 409);

  const filter = encodeURIComponent(JSON.stringify({ or: [{ column: 'quantity', op: 'ge', value: 1 }] }));
  await ask('GET', `/api/tables/${table.id}/rows?limit=1&filter=${filter}`, 200);
  await ask('GET', `/api/tables/${table.id}/rows?limit=0`, 400);
  await ask('GET', `/api/tables/${table.id}/rows?filter=${encodeURIComponent('{"column":"x","op":"empty"}')}`, 422);
  await ask('GET', `/api/tables/${table.id}`, 200);
  await ask('GET', '/api/tables', 200);
  await ask('GET', '/api/tables/attachable', 200);
  await ask('GET', `/api/tables/${table.id}/template.xlsx`, 200);
  await ask('PATCH', `/api/tables/${table.id}`, 200, { json: { columns: [{ column: 'Quantity', label: 'Qty' }] } });
  await ask('POST', `/api/tables/${table.id}/rules/check`, 200, {
    json: { columns: [{ column: 'quantity', rules: [{ kind: 'range', min: 10 }] }] },
  });
  await ask('GET', '/api/mappings', 200);

  const exported = await ended(await ask('POST', '/api/exports', 202, { json: { tableId: table.id, format: 'csv' } }));
  const whole = await ask('GET', `/api/jobs/${exported.id}/file`, 200);
  await ask('HEAD', `/api/jobs/${exported.id}/file`, 200);
  await ask('GET', `/api/jobs/${exported.id}/file`, 206, { headers: { range: 'bytes=0-3' } });
  await ask('GET', `/api/jobs/${exported.id}/file`, 416, { headers: { range: 'bytes=99999-' } });
  await ask('GET', `/api/jobs/${exported.id}/file`, 304, {
    headers: { 'if-none-match': whole.headers.get('etag')!, 'cache-control': 'max-age=0' },
  });

  await ended(await ask('POST', `/api/jobs/${id}/undo`, 202));
  await ask('POST', `/api/jobs/${id}/undo`, 409);
  await ask('GET', '/api/jobs?limit=2', 200);
  await ask('GET', `/api/jobs/${table.id}`, 404);
  await ask('GET', '/api/me', 401, { headers: { authorization: 'Bearer wrong' } });
  for (const where of ['/api/me', '/api/health', '/api/ready', '/metrics', '/api/openapi.json'])
    await ask('GET', where, 200);
  await ask('POST', '/api/session', 204, { json: { token: TOKEN } });
  await ask('DELETE', `/api/tables/${table.id}`, 204);
  await ask('DELETE', `/api/files/${file.id}`, 204);
  expect(check.operations.size).toBeGreaterThan(35);
});
