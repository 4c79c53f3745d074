import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * The address of a built file of this package: the body of a thread, or WebAssembly. It is found by the name of the package, so that it is the
 * same from the sources, from what is built, and from a bundle of another package (launch/bundle.mjs).
 * @param name as in `exports` of package.json
 */
export function builtFile(name: string): URL {
  return pathToFileURL(createRequire(import.meta.url).resolve(`@sheetport/sheets/${name}`));
}

/** What this package depends on, found from its own folder, whoever runs this code. */
export const requireOwn = (): NodeJS.Require => createRequire(builtFile('fast-path.wasm'));
