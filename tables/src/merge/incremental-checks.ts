import type { ClientBase } from 'pg';
import { type RuleBook, rejectByRules } from '../rules/rule-checks.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import type { MergePlan } from './merge-plan.ts';
import { countIssues, type Latest, latestSql, sweepRejects } from './rejects.ts';
import {
  rejectBlank,
  rejectDangling,
  rejectUncastable,
  rejectUnchecked,
  rejectUnmatched,
  type Send,
} from './row-checks.ts';
import { byIndex, isForeseeable } from './write-rows.ts';

/** A merge that knows its table and rules, and how to send its statements. */
export interface Prepared {
  send: Send;
  plan: MergePlan;
  book: RuleBook;
}

/** Looks at staged rows while further ones are read. */
export interface IncrementalChecks {
  /** Check the rows of the last COPY into the stage. */
  checkStaged(rows: number): Promise<void>;
  /** Every row that is in the stage passed `runRowChecks`, and those that did not are out. */
  readonly sawAll: boolean;
}

/** A table that rows refer to is looked up for every piece anew; beyond this size once for all rows is quicker. */
const SMALL_TABLE_BYTES = 16 * 1024 * 1024;

/** PostgreSQL makes up to 64 pages ready at once (`MAX_BUFFERS_TO_EXTEND_BY`); the next rows begin in the last that is in use. */
const READY_PAGES = 65;

/**
 * Begin to look, where that pays and gives the same as looking at all rows at the end; else nothing. An upsert or update must
 * be foreseeable, as it is the table's rows that are looked at: then the table is locked from here on.
 */
export async function openIncrementalChecks(
  client: ClientBase,
  { send, plan, book }: Prepared,
): Promise<IncrementalChecks | undefined> {
  const matches = plan.key.length > 0;
  const checked = hasChecks(plan, book);
  if (!checked && !(matches && isSlowToCheck(plan))) return undefined;
  if (matches && (!isForeseeable(plan) || (plan.joined && checked))) return undefined;
  if (!(await hasSmallReferences(client, plan, book))) return undefined;
  if (matches) await send(lockSql(plan));
  const { stage } = plan;
  const latest: Latest = { row: Number.MIN_SAFE_INTEGER, page: 0 };
  let sawAll = true;

  const checkStaged = async (rows: number): Promise<void> => {
    if (!sawAll || rows === 0) return;
    const part = `(SELECT s.* FROM ${stage.sql} s WHERE ${latestSql(stage, latest)})`;
    const found = await measure(client, plan, part);
    // Numbers that do not rise, or pages that were not filled in turn.
    if (found.rows !== rows) {
      sawAll = false;
      return;
    }
    const now: MergePlan = { ...plan, stage: { ...stage, sql: part } };
    const sweep = (): Promise<void> => sweepRejects(client, stage, latest);
    await runRowChecks(client, send, now, book, sweep, matches ? (work) => byIndex(send, work) : undefined);
    latest.row = found.last;
    latest.page = Math.max(0, found.pages - READY_PAGES);
  };
  return {
    checkStaged,
    get sawAll() {
      return sawAll;
    },
  };
}

/**
 * Between a check and the write nobody may add the key that was checked. A user who may only add rows may not keep others from
 * adding theirs (PostgreSQL docs, "LOCK"); then a key that comes in between fails the merge.
 */
export function lockSql({ table, target }: Pick<MergePlan, 'table' | 'target'>): string {
  const strong = table.access.update || table.access.delete || table.access.owner;
  return `LOCK TABLE ${target} IN ${strong ? 'SHARE ROW EXCLUSIVE' : 'ROW EXCLUSIVE'} MODE`;
}

/**
 * The checks that say of each row by itself whether it is good. `sweep` takes what they find out of the stage.
 * @param throughIndex how to look for rows of the target, where reading all of it would not do
 * @param blank how to go on with rows of which a cell cannot be read, so that all that is wrong with them is told at once; without it
 * they are taken out before anything is compared
 */
export async function runRowChecks(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  book: RuleBook,
  sweep: () => Promise<void>,
  throughIndex: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
  blank?: () => Promise<void>,
): Promise<void> {
  const after = async (found: number): Promise<void> => {
    if (found > 0) await sweep();
  };
  let found = await rejectUncastable(client, send, plan);
  if (blank === undefined) {
    await after(found);
    found = 0;
  } else {
    // Some may be known from before: of cells that could not even be staged.
    if (found === 0) found = await countIssues(client, plan.stage);
    if (found > 0) await blank();
  }
  found += await throughIndex(async () => (await rejectBlank(send, plan)) + (await rejectUnmatched(send, plan)));
  found +=
    (await rejectUnchecked(client, send, plan)) +
    (await rejectDangling(send, plan)) +
    (await rejectByRules(send, plan, book));
  await after(found);
}

/** Whether rows are measured against anything but the types and keys of the table. */
function hasChecks({ table, stage }: MergePlan, { rules }: RuleBook): boolean {
  const reads = ({ columns }: { columns: string[] }): boolean => columns.some((name) => stage.columns.includes(name));
  return rules.length > 0 || table.checks.some(reads) || table.references.some(reads);
}

/** Whether cells must be converted, or rows looked up in the table: the other checks of each row take one scan at the end. */
function isSlowToCheck({ mode, staged }: MergePlan): boolean {
  return mode === 'update' || staged.some((column) => column.cast || column.numeric !== undefined);
}

async function hasSmallReferences(client: ClientBase, { table }: MergePlan, { rules }: RuleBook): Promise<boolean> {
  const others = [...table.references.map(({ to }) => to), ...rules.flatMap(({ to }) => (to ? [to.table] : []))];
  for (const other of others) {
    // References within the table wait for the end anyway.
    if (other.schema === table.schema && other.name === table.name) continue;
    const { rows } = await run<{ bytes: string }>(client, 'SELECT pg_relation_size($1::regclass) AS bytes', [
      qualifiedName(other),
    ]);
    if (Number(rows[0]!.bytes) > SMALL_TABLE_BYTES) return false;
  }
  return true;
}

async function measure(
  client: ClientBase,
  { stage }: MergePlan,
  part: string,
): Promise<{ rows: number; last: number; pages: number }> {
  const { rows } = await run<{ rows: string; last: number | null; pages: number }>(
    client,
    `SELECT count(*) AS rows, max(s.${quoteIdent(stage.rowColumn)}) AS last,
       (pg_relation_size('${stage.sql}') / current_setting('block_size')::int)::int AS pages FROM ${part} s`,
  );
  return { rows: Number(rows[0]!.rows), last: rows[0]!.last ?? 0, pages: rows[0]!.pages };
}
