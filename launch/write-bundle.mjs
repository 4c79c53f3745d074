/** One file of a program with all that it imports, and the list of the packages that it still needs. */
// @ts-check
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * @param {object} options
 * @param {string} options.cwd the folder of the package whose program it is
 * @param {Record<string, string>} options.input by the name of what is written, without `.js`: the file to start from
 * @param {string} options.dir where to write
 * @param {string} [options.parts] the folder in `dir` of what is loaded only where it is asked for; without one there is a single file
 * @param {readonly RegExp[]} options.external what stays a package of its own, by what is imported
 * @returns {Promise<string[]>} names of the packages that the bundle imports
 */
export async function writeBundle({ cwd, input, dir, parts, external }) {
  /** @type {Set<string>} */
  const packages = new Set();
  // Parts of earlier builds have other names.
  if (parts !== undefined) rmSync(join(dir, parts), { recursive: true, force: true });
  const bundle = await rolldown({
    cwd,
    input,
    platform: 'node',
    external: (id) => {
      const isOutside = external.some((pattern) => pattern.test(id));
      if (isOutside && !id.startsWith('.')) packages.add(/^(@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id);
      return isOutside;
    },
    logLevel: 'warn',
  });
  await bundle.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].js',
    ...(parts === undefined ? { codeSplitting: false } : { chunkFileNames: `${parts}/[name]-[hash].js` }),
  });
  await bundle.close();
  return [...packages].sort();
}

/**
 * Which packages a bundle imports, for `npm run pack`.
 * @param {string} folder of its parts
 * @param {readonly string[]} packages
 */
export function writePackages(folder, packages) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'packages.json'), JSON.stringify(packages));
}
