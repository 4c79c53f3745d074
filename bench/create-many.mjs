/** A throw-away Prisma client with one model, for a table of the bench: createMany as people use it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';

const ROOT = path.resolve(import.meta.dirname, '..');

/** @returns {Promise<{ createMany(rows: unknown[][]): Promise<void>, close(): Promise<void> }>} */
export async function openBenchModel(databaseUrl, qualifiedName, scratch) {
  const home = path.join(scratch, 'model');
  mkdirSync(home, { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(home, 'node_modules'));
  const [schema, name] = qualifiedName.replaceAll('"', '').split('.');
  writeFileSync(path.join(home, 'package.json'), '{"type":"module"}');
  writeFileSync(
    path.join(home, 'schema.prisma'),
    `generator client {
  provider = "prisma-client-js"
  output = "./generated"
}
datasource db {
  provider = "postgresql"
  schemas = ["${schema}"]
}
model Person {
  id BigInt @id
  name String?
  email String?
  amount Decimal?
  joined DateTime? @db.Date
  active Boolean?
  category String?
  note String?
  price Decimal?
  seen DateTime? @db.Timestamp(3)
  @@map("${name}")
  @@schema("${schema}")
}
`,
  );
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve('prisma/package.json')),
    'build',
    'index.js',
  );
  const made = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: home,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stdout + made.stderr);
  const { PrismaClient } = (await import(path.join(home, 'generated', 'index.js'))).default;
  const client = new PrismaClient({ adapter: new PrismaPg(databaseUrl, { schema }) });
  const names = ['id', 'name', 'email', 'amount', 'joined', 'active', 'category', 'note', 'price', 'seen'];
  return {
    async createMany(rows) {
      const data = rows.map((row) => Object.fromEntries(names.map((key, i) => [key, row[i] ?? null])));
      await client.person.createMany({ data });
    },
    close: () => client.$disconnect(),
  };
}
