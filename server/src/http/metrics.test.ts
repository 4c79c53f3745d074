import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const DEPLOY = path.resolve(import.meta.dirname, '../../../deploy');
const ALERTS = path.join(DEPLOY, 'prometheus/alerts.yml');
const DASHBOARD = path.join(DEPLOY, 'grafana/sheetport.json');

let server: TestServer;
let text: string;
beforeAll(async () => {
  server = await startTestServer();
  await server.records.job.create({
    data: { id: randomUUID(), kind: 'import', title: 'x', spec: {}, createdBy: 'owner' },
  });
  await server.records.worker.createMany({
    data: [
      {
        name: 'host:1',
        memoryBytes: 123_456_789n,
        totals: {
          large: {
            succeeded: 3,
            failed: 1,
            cancelled: 0,
            waitSeconds: 2.5,
            runSeconds: 40,
            rows: 70_000,
            bytes: 9_000,
          },
        },
      },
      { name: 'host:2 of a version before lanes' },
      { name: 'host:3, gone', memoryBytes: 1n, seenAt: new Date(Date.now() - 60_000) },
    ],
  });
  await server.call('/api/jobs');
  text = await (await server.call('/metrics')).text();
});
afterAll(async () => server?.close());

const NAME = /^[a-z][a-z0-9_]*$/;
const SUFFIXES = { histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] } as const;
/** Units that are a base unit by another name, and types that have no place in a name (prometheus.io/docs/practices/naming). */
const ODD_WORDS =
  /_(ms|milliseconds|minutes|hours|days|kilobytes|kb|mb|megabytes|percent|gauge|counter|histogram)(_|$)/;

interface Family {
  help: string;
  type: string;
  samples: string[];
}

/** The text format of Prometheus 0.0.4: each family has its HELP, its TYPE and then its samples. */
function readFamilies(metrics: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let current: [string, Family] | undefined;
  for (const line of metrics.split('\n').filter((one) => one !== '')) {
    const [, word, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (word === 'HELP') {
      if (families.has(name!)) throw new Error(`${name} is there twice`);
      current = [name!, { help: rest!, type: '', samples: [] }];
      families.set(...current);
    } else if (current === undefined || (word === 'TYPE' && current[0] !== name))
      throw new Error(`out of place: ${line}`);
    else if (word === 'TYPE') current[1].type = rest!;
    else current[1].samples.push(line);
  }
  return families;
}

test('the metrics have names, units and words as Prometheus wants them, and none twice', () => {
  const families = readFamilies(text);
  expect(families.size).toBeGreaterThan(20);
  const series = new Set<string>();
  for (const [name, { help, type, samples }] of families) {
    expect(name).toMatch(NAME);
    expect(name).toMatch(/^sheetport_/);
    expect(name).not.toMatch(ODD_WORDS);
    expect([name, help]).toEqual([name, expect.stringMatching(/^\S.{5,}/)]);
    expect([name, type]).toEqual([name, expect.stringMatching(/^(counter|gauge|histogram|summary)$/)]);
    // The suffix says that it is a counter, in both directions.
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    const allowed = (SUFFIXES[type as keyof typeof SUFFIXES] ?? ['']).map((suffix) => name + suffix);
    for (const sample of samples) {
      const [, at, labels, value] = /^([a-z0-9_]+)(\{.*\})? (\S+)$/.exec(sample) ?? [];
      expect(allowed).toContain(at);
      expect(Number.isNaN(Number(value!.replace('+Inf', 'Infinity')))).toBe(false);
      const one = `${at}${labels ?? ''}`;
      expect([one, series.has(one)]).toEqual([one, false]);
      series.add(one);
    }
  }
});

test('the structural check sees what is wrong', () => {
  const good = '# HELP sheetport_x Some words\n# TYPE sheetport_x gauge\nsheetport_x 1\n';
  expect(readFamilies(good).size).toBe(1);
  expect(() => readFamilies(good + good)).toThrow('twice');
  expect(() => readFamilies('sheetport_x 1\n')).toThrow('out of place');
  expect(() => readFamilies('# HELP sheetport_x Some words\n# TYPE sheetport_y gauge\n')).toThrow('out of place');
});

/** Only where Prometheus is installed (Debian: `apt-get install prometheus`); the check above is for every machine. */
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
test.runIf(hasPromtool)('promtool has nothing to say about the metrics', async () => {
  const promtool = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [promtool.stdout, promtool.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  promtool.stdin.end(text);
  const code = await new Promise((resolve) => promtool.on('close', resolve));
  expect([said, code]).toEqual(['', 0]);
});

/** Names of metrics, each with the labels that are asked of it, in the alert rules and the dashboard. */
async function readAsked(): Promise<[name: string, labels: string[]][]> {
  const texts = await Promise.all([readFile(ALERTS, 'utf8'), readFile(DASHBOARD, 'utf8')]);
  const asked = texts.join('\n').matchAll(/\b(sheetport_\w+)(?:\{([^}]*)\})?/g);
  return [...asked].map(([, name, selector = '']) => [
    name!,
    [...selector.matchAll(/(\w+)\s*[=!]~?/g)].map(([, label]) => label!).filter((label) => label !== 'job'),
  ]);
}

test('alert rules and dashboard ask for metrics and labels that are there', async () => {
  await expect.poll(async () => (await server.call('/metrics')).text()).toMatch(/sheetport_queue_entries\{/);
  const families = readFamilies(await (await server.call('/metrics')).text());
  const asked = await readAsked();
  expect(asked.length).toBeGreaterThan(30);
  const familyOf = (name: string) => families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
  expect(asked.map(([name]) => name).filter((name) => !familyOf(name))).toEqual([]);
  for (const [name, labels] of asked)
    for (const label of labels)
      expect([name, familyOf(name)!.samples[0]]).toEqual([name, expect.stringContaining(`${label}="`)]);
  // What lanes and workers tell is on the dashboard.
  const shown = new Set(asked.map(([name]) => name));
  expect([...families.keys()].filter((name) => /_(lane|worker)_/.test(name) && !shown.has(name))).toEqual([]);
});

test.runIf(hasPromtool)('promtool has nothing to say about the alert rules', () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', ALERTS], { encoding: 'utf8' });
  expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining('SUCCESS')]);
});

test('P41 the metrics count what they say', async () => {
  expect(text).toMatch(/sheetport_http_request_seconds_count\{method="GET",route="\/api\/jobs",status="200"\} 1/);
  expect(text).toMatch(/sheetport_jobs\{kind="import",state="queued"\} 1/);
  expect(text).toMatch(/sheetport_lane_waiting_jobs\{lane="large"\} 1/);
  expect(text).toMatch(/sheetport_lane_oldest_wait_seconds\{lane="small"\} 0/);
  expect(text).toMatch(/sheetport_lane_paused\{lane="inspect"\} 0/);
  expect(text).toContain('sheetport_worker_memory_bytes{worker="host:1"} 123456789\n');
  expect(text).not.toMatch(/host:3|memory_bytes\{worker="host:2/);
  for (const [name, value] of [
    ['wait_seconds', 2.5],
    ['run_seconds', 40],
    ['rows', 70_000],
    ['bytes', 9_000],
  ])
    expect(text).toContain(`sheetport_worker_${name}_total{worker="host:1",lane="large"} ${value}\n`);
  expect(text).toContain('sheetport_worker_jobs_total{worker="host:1",lane="large",state="failed"} 1\n');
  expect(text).toContain('sheetport_worker_jobs_total{worker="host:1",lane="small",state="succeeded"} 0\n');
  expect(text).toMatch(/sheetport_sockets 0/);
  // A queue that has just been opened may not answer the first scrape in time.
  await expect
    .poll(async () => (await server.call('/metrics')).text(), { timeout: 15_000 })
    .toMatch(/sheetport_queue_entries\{lane="large",state="waiting"\} 0/);
});
