import { createRequire } from 'node:module';
import { z } from 'zod';

/** The version of this package, which all packages of the service share. Its manifest is one folder up from here, and from the bundle. */
export const { version: VERSION } = z
  .object({ version: z.string() })
  .parse(createRequire(import.meta.url)('../package.json'));
