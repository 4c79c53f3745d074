// The licences of what is within the bundles of the npm package: most of them ask that their text comes with each copy.
// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENSE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * @param {string} root of the workspace, with node_modules
 * @param {Record<string, { version?: string, license?: string, dev?: boolean, devOptional?: boolean, link?: boolean, optional?: boolean }>} packages of the lock
 *   file, by path
 * @param {Record<string, unknown>} named packages that are installed beside, with licences of their own, by name
 * @returns {string} Markdown: name, version, licence and its text, of each package that runs
 */
export function thirdPartyLicenses(root, packages, named) {
  const parts = [];
  for (const [place, { version, license, dev, devOptional, link }] of Object.entries(packages)) {
    const name = place.split('node_modules/').at(-1) ?? '';
    const folder = join(root, place);
    if (!place.includes('node_modules/') || link || dev || devOptional || name in named || !existsSync(folder))
      continue;
    const texts = readdirSync(folder)
      .filter((file) => LICENSE.test(file) && !file.endsWith('.js'))
      .map((file) => readFileSync(join(folder, file), 'utf8').trim());
    parts.push([`## ${name} ${version}`, license ?? 'see below', ...texts].join('\n\n'));
  }
  return `# What Sheetport is built of\n\n${parts.sort().join('\n\n')}\n`;
}
