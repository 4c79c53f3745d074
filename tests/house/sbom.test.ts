/**
 * `npm run sbom` lists what runs, and not what only tests need.
 * @module-tag long
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Sbom {
  bomFormat: string;
  specVersion: string;
  metadata: { component: { name: string } };
  components: { 'bom-ref': string; name: string; version: string; purl: string }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

test('each package that runs is in the bill of materials, by its version', () => {
  const sbom = JSON.parse(
    execFileSync(process.execPath, [path.join(ROOT, 'launch/sbom.mjs')], { maxBuffer: 2 ** 27 }).toString('utf8'),
  ) as Sbom;
  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'sheetport' } } });
  const listed = new Set(sbom.components.map(({ name, version }) => `${name}@${version}`));
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; dev?: true; devOptional?: true; optional?: true; link?: true }>;
  };
  // Packages for other machines are optional, and not here.
  const running = Object.entries(packages).filter(
    ([place, { dev, devOptional, optional, link }]) =>
      place.includes('node_modules/') && !dev && !devOptional && !optional && !link,
  );
  expect(running.length).toBeGreaterThan(300);
  const missing = running
    .map(([place, { version }]) => `${place.split('node_modules/').at(-1)}@${version}`)
    .filter((id) => !listed.has(id));
  expect(missing).toEqual([]);
  for (const name of ['vitest', '@biomejs/biome', 'playwright-core'])
    expect(sbom.components.filter((component) => component.name === name)).toEqual([]);
  const refs = new Set(sbom.components.map((component) => component['bom-ref']));
  const loose = sbom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.has(ref));
  expect(loose).toEqual([]);
});
