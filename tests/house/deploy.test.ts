/** What deploy/ says of the service is what the service does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Settings } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { BOUNDS } from '../../server/src/deps.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, 'deploy', file), 'utf8');
const files = readdirSync(path.join(ROOT, 'deploy'), { recursive: true, encoding: 'utf8' });

/** What Node, glibc and the AWS SDK read from the environment. */
const OF_OTHERS = [
  'NODE_ENV',
  'MALLOC_ARENA_MAX',
  'MALLOC_MMAP_THRESHOLD_',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
];
const KNOWN = new Set([...Object.keys(Settings.shape), ...OF_OTHERS]);
/** How long a server may close once requests have ended, and a worker may run jobs once it is to stop (main.ts of both). */
const constantOf = (file: string, name: string) =>
  Number(new RegExp(`const ${name} = (\\d+);`).exec(readFileSync(path.join(ROOT, file), 'utf8'))![1]);
const SERVER_STOPS_S = (BOUNDS.drainMs + constantOf('server/src/main.ts', 'CLOSE_MS')) / 1000;
const WORKER_STOPS_S = constantOf('worker/src/main.ts', 'DRAIN_MS') / 1000;

interface Container {
  image: string;
  command?: string[];
  securityContext?: { readOnlyRootFilesystem?: boolean };
  resources?: { requests: { memory: string } };
  livenessProbe?: object;
  readinessProbe?: { httpGet: { path: string } };
  lifecycle?: { preStop: { exec: { command: string[] } } };
  volumeMounts?: { mountPath: string }[];
}
interface PodSpec {
  terminationGracePeriodSeconds: number;
  initContainers: Container[];
  containers: Container[];
}

const compose = parse(read('docker/compose.yaml'), { merge: true });
const dockerfile = read('docker/Dockerfile');
const manifests = files
  .filter((name) => name.startsWith('kubernetes/'))
  .flatMap((name) =>
    parseAllDocuments(read(name)).map((document) => ({ errors: document.errors, ...document.toJS() })),
  );
const pods: [string, PodSpec][] = manifests
  .filter(({ kind }) => kind === 'Deployment')
  .map(({ metadata, spec }) => [metadata.name, spec.template.spec]);
const ours = Object.entries<any>(compose.services).filter(([, { image }]) => image === 'sheetport');
const units = files.filter((name) => name.endsWith('.service')).map((name) => [name, read(name)] as const);

test('YAML and JSON files of deploy/ can be read', () => {
  const yaml = files.filter((name) => /\.ya?ml$/.test(name));
  expect(yaml.length).toBeGreaterThan(3);
  for (const name of yaml)
    expect([name, ...parseAllDocuments(read(name), { merge: true }).flatMap(({ errors }) => errors)]).toEqual([name]);
  for (const name of files.filter((one) => one.endsWith('.json'))) expect(() => JSON.parse(read(name))).not.toThrow();
});

test('each variable that deploy/ gives a member is a setting that members know, or one of Node, glibc or the AWS SDK', () => {
  const named = new Map<string, string[]>();
  const note = (where: string, names: Iterable<string>) => named.set(where, [...names]);
  for (const [name, { environment }] of ours) note(`compose ${name}`, Object.keys(environment));
  for (const [name, text] of units)
    note(
      name,
      [...text.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) =>
        line!.split(' ').map((pair) => pair.split('=')[0]!),
      ),
    );
  note(
    'Dockerfile',
    [...dockerfile.matchAll(/^ENV (.*)$/gm)].flatMap(([, line]) => line!.split(' ').map((pair) => pair.split('=')[0]!)),
  );
  for (const { kind, data, metadata } of manifests)
    if (kind === 'ConfigMap') note(`map ${metadata.name}`, Object.keys(data));
  note(
    'secret',
    [...read('kubernetes/sheetport.yaml').matchAll(/--from-literal=([A-Z_0-9]+)/g)].map(([, name]) => name!),
  );
  expect([...named.values()].every((names) => names.length > 0)).toBe(true);
  for (const [where, names] of named) expect([where, names.filter((name) => !KNOWN.has(name))]).toEqual([where, []]);
  // What compose asks people for is what its head tells them to set.
  const asked = new Set([...read('docker/compose.yaml').matchAll(/\$\{([A-Z_0-9]+):\?/g)].map(([, name]) => name!));
  const told = [
    ...read('docker/compose.yaml')
      .split('name: sheetport')[0]!
      .matchAll(/([A-Z][A-Z_0-9]+)=/g),
  ];
  expect(new Set(told.map(([, name]) => name))).toEqual(asked);
});

test('programs that deploy/ starts are there, and the image has every package that they import', () => {
  const text = files
    .filter((name) => !/\.(json|md)$/.test(name) && name.includes('.'))
    .map(read)
    .join('\n');
  const programs = new Set(
    [...`${text}${dockerfile}`.matchAll(/\b([a-z]+)\/dist\/([a-z-]+)\.js/g)].map(([found]) => found),
  );
  expect([...programs].sort()).toEqual([
    'launch/dist/copy-files.js',
    'launch/dist/migrate.js',
    'server/dist/bundle.js',
    'worker/dist/bundle.js',
  ]);
  for (const program of programs) {
    const source = program.replace('/dist/', '/src/').replace('bundle.js', 'main.js').replace(/js$/, 'ts');
    expect([program, existsSync(path.join(ROOT, source))]).toEqual([program, true]);
  }
  const copied = new Set(/for room in (.*);/.exec(dockerfile)![1]!.split(' '));
  for (const room of copied) {
    const { dependencies = {} } = JSON.parse(readFileSync(path.join(ROOT, room, 'package.json'), 'utf8'));
    const needed = Object.keys(dependencies).filter((name) => name.startsWith('@sheetport/'));
    expect([room, needed.filter((name) => !copied.has(name.split('/')[1]!))]).toEqual([room, []]);
  }
});

test('secrets that people write beside the compose file are not copied into the image', () => {
  const ignored = readFileSync(path.join(ROOT, '.dockerignore'), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['**/.env', '**/.env.*']));
});

test('members of deploy/ have the time that they take to stop, and a root file system that is read-only', () => {
  const seconds = (text: string) => Number(/^(\d+)s?$/.exec(text)![1]);
  for (const [name, service] of ours) {
    expect([name, service.read_only, service.tmpfs, service.cap_drop]).toEqual([name, true, ['/tmp'], ['ALL']]);
    expect(seconds(service.stop_grace_period)).toBeGreaterThan(Math.max(SERVER_STOPS_S, WORKER_STOPS_S));
  }
  for (const [name, text] of units) {
    const stops = name.includes('worker') ? WORKER_STOPS_S : SERVER_STOPS_S;
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)![1])).toBeGreaterThan(stops);
    expect(text).toMatch(/^ProtectSystem=strict$/m);
  }
  expect(pods.map(([name]) => name)).toEqual(['sheetport-server', 'sheetport-worker']);
  for (const [name, { terminationGracePeriodSeconds, initContainers, containers }] of pods) {
    const [member] = containers as [Container];
    const isServer = name === 'sheetport-server';
    const waits = Number(member.lifecycle?.preStop.exec.command[1] ?? 0);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(waits + (isServer ? SERVER_STOPS_S : WORKER_STOPS_S));
    for (const container of [...initContainers, member]) {
      expect(container.securityContext?.readOnlyRootFilesystem).toBe(true);
      // A namespace with a quota refuses pods without.
      expect(container.resources?.requests.memory).toMatch(/^\d+[MG]i$/);
    }
    const budgets = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget');
    expect(budgets.map(({ spec }) => spec.selector.matchLabels.app)).toContain(name);
    expect(member.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/data', '/tmp']);
    if (isServer) expect(member.readinessProbe?.httpGet.path).toBe('/api/health');
  }
});

test('metrics that rules, dashboard and scaling ask for are those of the service', () => {
  const sources = ['metrics', 'lane-metrics', 'worker-metrics']
    .map((name) => readFileSync(path.join(ROOT, `server/src/http/${name}.ts`), 'utf8'))
    .join('\n');
  const asked = ['prometheus/alerts.yml', 'grafana/sheetport.json', 'kubernetes/scale-on-wait.yaml'].flatMap((name) =>
    [...read(name).matchAll(/\bsheetport_[a-z_]+/g)].map(([metric]) => metric.replace(/_(count|sum|bucket)$/, '')),
  );
  expect(asked.length).toBeGreaterThan(10);
  const isOfNode = (name: string) => /^sheetport_(process|nodejs)_/.test(name);
  expect(asked.filter((name) => !isOfNode(name) && !sources.includes(name))).toEqual([]);
});

/** The last migration that a version of before did not work on. */
const LAST_BREAKING = '20261128160000_field_names';

test('P59: migrations only add, so that members of the version before go on', () => {
  const home = path.join(ROOT, 'prisma/migrations');
  const later = readdirSync(home).filter((name) => /^\d{14}_/.test(name) && name > LAST_BREAKING);
  expect(later.length).toBeGreaterThan(3);
  for (const name of later) {
    const sql = readFileSync(path.join(home, name, 'migration.sql'), 'utf8').replace(/--.*$/gm, '');
    // A check that is replaced by one of the same name lets more in: what members of the version before write still passes it.
    const added = sql.replace(
      /ALTER TABLE ("\w+") DROP CONSTRAINT ("\w+_check");\s+ALTER TABLE \1 ADD CONSTRAINT \2 CHECK/g,
      '',
    );
    expect([name, added.match(/\b(DROP (COLUMN|TABLE|TYPE|CONSTRAINT)|RENAME|SET NOT NULL)\b/gi)]).toEqual([
      name,
      null,
    ]);
  }
});
