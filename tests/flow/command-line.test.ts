/** `sheetport` on the command line: exit codes, output for people and for scripts, and files that are whole. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, TOKEN } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** As npm links it in a clone, for `npx sheetport`. */
const PROGRAM = path.join(ROOT, 'node_modules/.bin/sheetport');
let service: Service;
let home: string;
beforeAll(async () => {
  service = await shareService();
  home = await mkdtemp(path.join(os.tmpdir(), 'sheetport-cli-'));
  await mkdir(path.join(home, 'bin'));
  await writeFile(path.join(home, 'bin/sheetport'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`, {
    mode: 0o755,
  });
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Run a program in the folder of the test, with the service and the owner's token in its environment. */
function run(program: string, args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: home,
    env: {
      PATH: `${path.join(home, 'bin')}:${path.dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      SHEETPORT_URL: service.url,
      SHEETPORT_KEY: TOKEN,
      ...env,
    },
  });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => (ended.out += chunk));
  child.stderr.on('data', (chunk) => (ended.err += chunk));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}
const sheetport = (...args: string[]) => run(process.execPath, [PROGRAM, ...args]);
const write = (name: string, text: string) => writeFile(path.join(home, name), text);

test('a shell script imports, notices rejected rows by the exit code, corrects them, exports and takes all of it back', async () => {
  const { api } = service;
  const table = await api.ask('POST', '/api/tables', {
    name: 'Orders',
    columns: [
      { label: 'No', type: 'integer' },
      { label: 'Quantity', type: 'integer' },
    ],
    key: ['No'],
  });
  await write('good.csv', 'No,Quantity,Remark\n1,5,a\n2,6,b\n');
  const dry = await sheetport('import', 'good.csv', '--into', 'Orders', '--dry-run');
  expect([dry.code, dry.out]).toEqual([
    0,
    'Dry run, nothing was changed: 2 inserted, 0 updated, 0 unchanged, 0 rejected\n',
  ]);
  // What goes nowhere is said; without a terminal progress is lines.
  expect(dry.err).toContain('Not imported: Remark');
  expect(dry.err).toContain('good.csv: 100 %');
  expect(dry.err).not.toContain('\r');
  expect((await api.allRows(table.id)).length).toBe(0);

  await write('bad.csv', 'No,Quantity\n1,5\n2,many\n');
  const script = path.join(ROOT, 'docs/examples/nightly.sh');
  const noticed = await run('bash', [script, 'bad.csv', 'Orders']);
  expect([noticed.code, noticed.out]).toEqual([3, '']);
  expect(noticed.err).toContain('some rows were rejected');
  expect((await readdir(home)).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect((await readFile(path.join(home, 'bad.csv.rejects.xlsx'))).subarray(0, 2).toString()).toBe('PK');

  const jobs = JSON.parse((await sheetport('jobs', '--kind', 'import', '--json')).out) as { jobs: { id: string }[] };
  const importId = jobs.jobs[0]!.id;
  const rejects = await sheetport('rejects', importId);
  expect([rejects.code, rejects.out]).toEqual([0, 'row 3: not_integer Quantity = many\n']);
  const corrected = await sheetport('correct', importId, '--set', '3:Quantity=6');
  expect([corrected.code, corrected.out]).toEqual([0, 'Done: 1 inserted, 0 updated, 0 unchanged, 0 rejected\n']);

  const exported = await sheetport(
    'export',
    'Orders',
    '-o',
    'orders.csv',
    '--sort=-No',
    '--filter',
    '{"column":"Quantity","op":"ge","value":5}',
  );
  expect([exported.code, exported.out]).toEqual([0, 'orders.csv\n']);
  // The ending of the file says the format.
  expect((await sheetport('export', 'Orders', '-o', 'orders.ods')).code).toBe(0);
  expect((await readFile(path.join(home, 'orders.ods'), 'latin1')).slice(0, 100)).toContain('oasis.opendocument');
  expect((await readFile(path.join(home, 'orders.csv'), 'utf8')).replace('\ufeff', '').trim().split(/\r?\n/)).toEqual([
    'No,Quantity',
    '2,6',
    '1,5',
  ]);
  await api.ask('POST', '/api/schedules', {
    name: 'Each night',
    task: { kind: 'export', export: { tableId: table.id, format: 'csv' } },
    timing: { kind: 'cron', cron: '0 3 * * *' },
    timeZone: 'Asia/Ho_Chi_Minh',
  });
  expect((await sheetport('schedules')).out).toMatch(/ on +\d{4}-\S+T20:00:00\S+ +Each night\n/);
  const ran = await sheetport('run-schedule', 'Each night');
  expect([ran.code, ran.out]).toEqual([0, 'Exported Orders: 2 rows\n']);
  // The end of a run is noted after that of its job.
  await expect.poll(async () => (await sheetport('schedule-runs', 'Each night')).out).toContain(' succeeded ');
  const undone = await sheetport('undo', importId, '--json');
  expect([undone.code, JSON.parse(undone.out)]).toMatchObject([0, { exitCode: 0, job: { state: 'succeeded' } }]);
  expect((await api.allRows(table.id)).length).toBe(0);

  // What is refused, what is not there, and what does not answer are told apart.
  const failed = await run('bash', [script, 'good.csv', 'Nowhere']);
  expect([failed.code, failed.err]).toEqual([5, expect.stringContaining('no_such_table')]);
  const refused = await run('bash', [script, 'good.csv', 'Orders'], { SHEETPORT_KEY: 'sp_wrong' });
  expect([refused.code, refused.err]).toEqual([5, expect.stringContaining('not_signed_in')]);
  expect(refused.err + refused.out).not.toContain('sp_wrong');
  const away = await run(process.execPath, [PROGRAM, 'tables'], { SHEETPORT_URL: 'http://127.0.0.1:9' });
  expect([away.code, away.out]).toEqual([6, '']);
  for (const wrong of [
    ['import', 'good.csv'],
    ['tabels'],
    ['import', 'absent.csv', '--into', 'Orders'],
    ['export', 'Orders', '--filter', '{'],
  ])
    expect([wrong, (await sheetport(...wrong)).code]).toEqual([wrong, 2]);
  const usage = await sheetport('import', '--json');
  expect([usage.code, JSON.parse(usage.out).error.code]).toEqual([2, 'usage']);
});

describe('more of the command line', { tags: ['long'] }, () => {
  test('a profile is kept for its owner alone, and the key is never on the command line or printed', async () => {
    const env = { SHEETPORT_URL: '', SHEETPORT_KEY: '' };
    const none = await run(process.execPath, [PROGRAM, 'tables'], env);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('sheetport login')]);
    const kept = await run(process.execPath, [PROGRAM, 'login', '--url', `${service.url}/`], env, `${TOKEN}\n`);
    expect([kept.code, kept.out]).toEqual([0, `Kept as profile "default": Owner (owner) at ${service.url}\n`]);
    const file = path.join(home, '.config/sheetport/profiles.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await run(process.execPath, [PROGRAM, 'tables'], env)).code).toBe(0);
    expect((await run(process.execPath, [PROGRAM, 'profiles'], env)).out).not.toContain(TOKEN);
    expect((await run(process.execPath, [PROGRAM, 'tables', '--profile', 'other'], env)).code).toBe(2);
    const wrong = await run(
      process.execPath,
      [PROGRAM, 'login', '--url', service.url, '--profile', 'x'],
      env,
      'sp_no\n',
    );
    expect(wrong.code).toBe(5);
    expect((await run(process.execPath, [PROGRAM, 'logout'], env)).code).toBe(0);
    expect((await run(process.execPath, [PROGRAM, 'tables'], env)).code).toBe(2);
  });

  test('an upload and a download go on where a connection was lost, and a cancelled job says so', async () => {
    // A proxy that cuts each third answer and each body after so many bytes.
    const { hostname, port } = new URL(service.url);
    let calls = 0;
    let cuts = 0;
    const proxy = http.createServer((request, response) => {
      const isCut = /^\/api\/(uploads\/|jobs\/[^/]+\/file)/.test(request.url ?? '') && ++calls % 3 === 1;
      const headers = { ...request.headers, host: `${hostname}:${port}` };
      const onward = http.request({ hostname, port, path: request.url, method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        if (!isCut || request.method === 'HEAD') return void answer.pipe(response);
        cuts++;
        answer.once('data', (chunk: Buffer) => {
          response.write(chunk.subarray(0, 1000), () => response.destroy());
          answer.destroy();
        });
        answer.once('end', () => response.destroy());
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const env = { SHEETPORT_URL: `http://127.0.0.1:${(proxy.address() as { port: number }).port}` };
    const lines = Array.from({ length: 400_000 }, (_, n) => `${n},${(n * 7919) % 1_000_003}`);
    await write('long.csv', `No,Size\n${lines.join('\n')}\n`);
    const made = await run(process.execPath, [PROGRAM, 'import', 'long.csv', '--create', 'Long'], env);
    expect([made.code, made.err.includes('failed')]).toEqual([0, false]);
    const exported = await run(
      process.execPath,
      [PROGRAM, 'export', 'Long', '-o', 'long-out.csv', '--sort', 'No'],
      env,
    );
    expect([exported.code, exported.out]).toEqual([0, 'long-out.csv\n']);
    const [sent, got] = await Promise.all(
      ['long.csv', 'long-out.csv'].map((name) => readFile(path.join(home, name), 'utf8')),
    );
    expect(got!.replace('\ufeff', '').replaceAll('\r\n', '\n') === sent).toBe(true);
    expect(cuts).toBeGreaterThan(1);
    await new Promise((resolve) => proxy.close(resolve).closeAllConnections());

    await service.api.ask('PATCH', '/api/queues/exports', { paused: true });
    const watching = sheetport('export', 'Long', '-o', 'never.csv');
    const queued = async () =>
      (await service.api.ask('GET', '/api/jobs?kind=export&state=queued')).jobs[0]?.id as string | undefined;
    await expect.poll(queued).toBeTruthy();
    expect((await sheetport('cancel', (await queued())!)).code).toBe(0);
    expect((await watching).code).toBe(4);
    expect((await readdir(home)).filter((name) => name.startsWith('never'))).toEqual([]);
    await service.api.ask('PATCH', '/api/queues/exports', { paused: false });
  });

  test('each shell takes its completions', async () => {
    const bash = await sheetport('completion', 'bash');
    await write('completion.bash', bash.out);
    const ask = `source completion.bash; COMP_WORDS=(sheetport imp); COMP_CWORD=1; _sheetport; echo "\${COMPREPLY[@]}"; COMP_WORDS=(sheetport import x.csv --mode up); COMP_CWORD=4; _sheetport; echo "\${COMPREPLY[@]}"`;
    expect((await run('bash', ['-c', ask])).out).toBe('import\nupsert update\n');
    for (const shell of ['zsh', 'fish']) expect((await sheetport('completion', shell)).out).toContain('import');
    expect((await sheetport('completion', 'cmd')).code).toBe(2);
  });
});
