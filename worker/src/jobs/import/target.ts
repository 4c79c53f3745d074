import type { ResolvedRule } from '@sheetport/contract';
import {
  chooseRelationName,
  queryRows,
  readColumns,
  recordColumns,
  recordTable,
  refuseUnwritable,
  senderOf,
  touchTable,
} from '@sheetport/core';
import {
  addColumns,
  addKey,
  createTable,
  fingerprint,
  introspect,
  setKeyMatching,
  type Table,
} from '@sheetport/tables';
import type pg from 'pg';
import { z } from 'zod';
import { effectiveMappingOf } from './effective-mapping.ts';
import type { Load } from './load.ts';
import { mapToExisting, mapToNew, type Route, shownColumns } from './mapping.ts';
import { readRules } from './rules.ts';

const Recorded = z.object({ columns: z.unknown().transform(readColumns) });

/** The table that a load goes into, within its transaction. */
export interface Target {
  table: Table;
  routes: Route[];
  /** What people call the columns, by Postgres name. */
  labels: ReadonlyMap<string, string>;
  /** What rows must be beyond what the table itself holds. */
  rules: readonly ResolvedRule[];
  /** Columns that the table gets with this import, with their wires. */
  coming: ReadonlyMap<string, Route['plan']['wire']>;
  /** Before the rows go in: add those columns. Nobody else can use the table from then on until the transaction ends. */
  addColumns(): Promise<void>;
  /** After the rows: key and record a new table. Returns the table's id. */
  finish(): Promise<string>;
}

/** Find the table, or make it; a new one gets its key after its rows, which is quicker. */
export async function openTarget(client: pg.Client, load: Load, deferKey: boolean): Promise<Target> {
  const target =
    load.destination.kind === 'existing'
      ? await openExisting(client, load, load.destination)
      : await makeNew(client, load, load.destination, deferKey);
  load.job.progress.log.use(effectiveMappingOf(load, target));
  return target;
}

type Existing = Extract<Load['destination'], { kind: 'existing' }>;
type New = Extract<Load['destination'], { kind: 'new' }>;

async function openExisting(client: pg.Client, load: Load, { record }: Existing): Promise<Target> {
  const { spec, source, job } = load;
  const table = await introspect(client, { schema: record.schema, name: record.relationName });
  refuseUnwritable(table, spec.mode);
  // Read in the transaction, so that those of a moment ago are not taken for those of now.
  const [current] = await queryRows(client, Recorded, 'SELECT columns FROM sheetport."table" WHERE id = $1', [
    record.id,
  ]);
  const rules = await readRules(client, current?.columns ?? [], senderOf(job.claim));
  const labels = new Map(readColumns(record.columns).map(({ name, label }) => [name, label]));
  const { routes, added } = mapToExisting(
    shownColumns(source.sheet.columns, spec),
    spec.mapping,
    table,
    labels,
    spec.blank,
  );
  const wires = new Map(routes.map(({ name, plan }) => [name, plan.wire]));
  return {
    table,
    routes,
    labels: new Map([...labels, ...added.map(({ name, label }) => [name, label ?? name] as const)]),
    rules,
    coming: new Map(added.map(({ name }) => [name, wires.get(name)!])),
    async addColumns() {
      if (added.length === 0) return;
      await addColumns(client, { schema: record.schema, name: record.relationName }, added, job.signal);
      const columns = added.map(({ name, label, type, currency }) => ({
        name,
        label: label ?? name,
        type,
        ...(currency && { currency }),
      }));
      const plain = { required: false, unique: false, rules: [] };
      await recordColumns(
        client,
        record.id,
        columns.map((column) => ({ ...column, ...plain })),
      );
    },
    async finish() {
      await touchTable(client, record.id);
      return record.id;
    },
  };
}

async function makeNew(
  client: pg.Client,
  { context, spec, source, job }: Load,
  { id, name }: New,
  deferKey: boolean,
): Promise<Target> {
  const schema = context.settings.TABLES_SCHEMA;
  const keyMatching = 'create' in spec.table ? spec.table.create.keyMatching : undefined;
  const mapped = mapToNew(shownColumns(source.sheet.columns, spec), spec.mapping, spec.key ?? []);
  const planned = {
    schema,
    name: await chooseRelationName(client, schema, name),
    columns: mapped.columns,
    key: mapped.key,
  };
  const created = await createTable(client, planned, { deferKey });
  if (keyMatching && !deferKey) await setKeyMatching(client, planned, keyMatching);
  const table = keyMatching && !deferKey ? await introspect(client, planned) : created;
  return {
    table,
    routes: mapped.routes,
    labels: new Map(mapped.columns.map((column) => [column.name, column.label ?? column.name])),
    rules: [],
    coming: new Map(),
    addColumns: async () => undefined,
    async finish() {
      if (deferKey) await addKey(client, planned);
      if (deferKey && keyMatching) await setKeyMatching(client, planned, keyMatching);
      const columns = mapped.columns.map((column) => ({
        name: column.name,
        label: column.label ?? column.name,
        type: column.type,
        required: mapped.key.includes(column.name),
        unique: false,
        rules: [],
        ...(column.currency && { currency: column.currency }),
      }));
      const { folderId, restricted } = 'create' in spec.table ? spec.table.create : {};
      const place = { folderId, restricted, createdBy: job.claim.sender };
      await recordTable(client, { id, name, schema, relationName: planned.name, columns, key: mapped.key, ...place });
      return id;
    },
  };
}

/** Whether others changed the table since the dry run that this import follows, if it follows one. */
export async function isChangedSince(client: pg.Client, { expected }: Load, { table }: Target): Promise<boolean> {
  if (expected === undefined) return false;
  return (await fingerprint(client, { schema: table.schema, name: table.name })) !== expected;
}
