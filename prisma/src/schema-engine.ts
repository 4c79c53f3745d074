/**
 * Prisma's schema engine as WebAssembly, over the pg driver: for developers, who write migrations with it, with no native
 * engine to download. migrate.ts applies them.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { HOME } from './migration-files.ts';

const SCHEMA = 'sheetport';

let loaded: Promise<typeof SchemaEngine> | undefined;

/** One instance for the process: its JavaScript keeps the instance in a variable, and a second one would pull it from under the first. */
function load(): Promise<typeof SchemaEngine> {
  loaded ??= link();
  return loaded;
}

/** The engine's own JavaScript, linked by hand: its entry imports the .wasm as a module, which Node 20 does not. */
async function link(): Promise<typeof SchemaEngine> {
  const require = createRequire(import.meta.url);
  const glue = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as {
    SchemaEngine: typeof SchemaEngine;
    __wbg_set_wasm(exports: unknown): void;
  };
  (globalThis as Record<string, unknown>).PRISMA_WASM_PANIC_REGISTRY ??= { set_message: () => undefined };
  const bytes = await readFile(path.join(path.dirname(glue), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings as never });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings.SchemaEngine;
}

/** Run `work` with an engine bound to a database, and close all it opened. */
export async function withEngine<T>(
  databaseUrl: string,
  work: (engine: SchemaEngine, datamodel: string) => Promise<T>,
): Promise<T> {
  const datamodel = await readFile(path.join(HOME, 'schema.prisma'), 'utf8');
  const Engine = await load();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: `-c search_path=${SCHEMA}` });
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool, { schema: SCHEMA }));
    const engine = await Engine.new({ datamodels: [['schema.prisma', datamodel]] }, () => undefined, factory);
    try {
      return await work(engine, datamodel);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}
