// `npm run sbom > sbom.json`: a bill of materials of what runs, CycloneDX 1.5. Needs no network.
// npm writes one of all packages; which of them run says package-lock.json. npm's own `--omit dev` leaves out packages that run and that a
// development dependency needs too.
// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** @type {Record<string, { version?: string, dev?: boolean, devOptional?: boolean, link?: boolean }>} */
const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
const dev = new Set();
const running = new Set();
for (const [place, { version, dev: isDev, devOptional, link }] of Object.entries(locked)) {
  if (!place.includes('node_modules/') || link) continue;
  const id = `${place.split('node_modules/').at(-1)}@${version}`;
  (isDev || devOptional ? dev : running).add(id);
}

const shell = process.platform === 'win32';
const options = { cwd: ROOT, maxBuffer: 2 ** 27, shell };
const written = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], options);
/** @type {{ metadata: any, components: { 'bom-ref': string, name: string, version: string }[], dependencies: { ref: string, dependsOn: string[] }[] }} */
const sbom = JSON.parse(written.toString('utf8'));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** @param {{ name: string, version: string }} component */
const isKept = ({ name, version }) => !dev.has(`${name}@${version}`) || running.has(`${name}@${version}`);
const components = sbom.components.filter(isKept);
const refs = new Set([sbom.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
sbom.metadata.component = { ...sbom.metadata.component, name: 'sheetport', version };
const dependencies = sbom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
console.log(JSON.stringify({ ...sbom, components, dependencies }, null, 2));
