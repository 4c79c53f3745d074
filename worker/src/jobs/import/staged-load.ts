import { stat } from 'node:fs/promises';
import { AppError, cellAt, findColumn, type IssueGroup, type JobResult } from '@sheetport/contract';
import { type RejectEntry, refuseRowsOverQuota, settleJob, type UndoSource } from '@sheetport/core';
import { type ColumnPlan, writeMarked } from '@sheetport/sheets';
import { beginMerge, createStage, createXminMarker, loadStage, type MergeResult, type Stage } from '@sheetport/tables';
import type pg from 'pg';
import { inJobTransaction } from '../../runner/job-connection.ts';
import { decodeRows } from './decode.ts';
import { expectLoad } from './expect-load.ts';
import { explain } from './explain.ts';
import { headingOf } from './headings.ts';
import { continuation, headings, type Load, skipped } from './load.ts';
import { lockPendingRejects, resolveRejects } from './lock-pending-rejects.ts';
import { tellRules } from './rules.ts';
import { saveImportMapping } from './save-mapping.ts';
import { isChangedSince, openTarget, type Target } from './target.ts';
import { tellWarnings } from './warnings.ts';

/** Rejects are handed on in pages of this many. */
const PAGE = 500;

/** The result of a merge, within its transaction. */
export interface Merged {
  target: Target;
  merged: MergeResult;
  read: number;
  /** What the job's result says of rules. */
  told: Pick<JobResult, 'warned' | 'warnings' | 'created'>;
  /** Others changed the table since the dry run that this import follows. */
  changedSince: boolean;
}

/**
 * COPY the sheet into a staging table, find there the rows that the table would refuse, and merge the others by the mode.
 * One transaction, which also settles the job.
 */
export async function loadStaged(load: Load): Promise<void> {
  const { job, spec, rejects } = load;
  const { progress, claim, signal, connection } = job;
  await inJobTransaction(connection, signal, async (client) => {
    const { target, merged, told, changedSince } = await mergeSheet(client, load, spec.onReject);
    if (rejects.count > 0 && spec.onReject === 'abort') await rejects.refuse();
    const tableId = await target.finish();
    await saveImportMapping(client, load, target, tableId);
    progress.enter('committing', 'commit');
    const result = {
      tableId,
      columns: headings(load),
      ...skipped(load),
      ...told,
      ...(spec.mode === 'replace' ? { deleted: merged.deleted } : {}),
      ...(changedSince ? { changedSinceDryRun: true } : {}),
    };
    const undo = await makeUndoable(client, load, target, merged);
    const created = merged.created.flatMap(({ rule, undoId }) => {
      const of = target.rules[rule]?.rule;
      return undoId !== undefined && of?.kind === 'reference' ? [{ tableId: of.table, undoId }] : [];
    });
    const continuationState = {
      ...continuation(load),
      ...(undo ? { undo } : {}),
      ...(undo && created.length > 0 ? { created } : {}),
    };
    await rejects.writeTally(client);
    const settlement = progress.settlement();
    await refuseRowsOverQuota(client, load.context.settings, claim.sender, settlement);
    return settleJob(client, claim.id, claim.fence, { ...settlement, result, tableId, continuationState });
  });
}

/** All of a staged load but its end: the rows are merged, the rejects kept, the counts on the progress bar. */
export async function mergeSheet(client: pg.Client, load: Load, onReject: 'skip' | 'abort'): Promise<Merged> {
  const { job, spec, source, rejects } = load;
  const { progress, claim, signal } = job;
  const target = await openTarget(client, load, false);
  const changedSince = await isChangedSince(client, load, target);
  const ref = { schema: target.table.schema, name: target.table.name };
  const stage = await createStage(
    client,
    ref,
    target.routes.map((route) => route.name),
    undefined,
    target.coming,
  );
  const merge = beginMerge(client, {
    stage,
    mode: spec.mode,
    ...(spec.mode === 'upsert' || spec.mode === 'update' ? { key: keyNames(spec.key ?? [], target) } : {}),
    onReject,
    duplicates: spec.duplicates,
    blanks: new Map(target.routes.flatMap(({ name, blank }) => (blank ? [[name, blank] as const] : []))),
    rules: target.rules,
    ...(target.table.key.length > 0 ? { undo: { id: claim.id } } : {}),
    signal,
    onProgress: (done, total) => {
      if (total > 0) progress.advance(done / total);
    },
    onStep: (step) => progress.enter(step === 'check' ? 'checking' : 'merging', step),
  });
  // The rejects of corrected rows may be resolved already, and a table that gets columns must get them first.
  // Of a sheet that is read soon, all issues of a row are found at once, so that it is corrected once.
  const whole = await isSoonRead(load);
  const checkStaged = spec.correction || target.coming.size > 0 || whole ? undefined : merge.checkStaged;
  progress.expect(await expectLoad(load, client, target, true));
  progress.enter('reading', 'read');
  let read = 0;
  const blanked: IssueGroup[] = [];
  for (const corrected of source.input.kind === 'workbook' ? source.input.sheets : [undefined]) {
    const decoding = decodeRows(load, target.routes, { staged: true, keepRejected: whole }, corrected);
    await loadStage(client, stage, decoding.bytes, signal, checkStaged);
    read += decoding.read;
    blanked.push(...decoding.blanked);
  }
  if (read === 0) throw new AppError('empty_sheet', { sheet: `"${source.sheet.name}"` });
  if (whole && rejects.count > 0) await markUnread(client, load, stage, target);
  const resolved = spec.correction ? await lockPendingRejects(client, load, stage) : 0;
  await target.addColumns();
  progress.enter('checking', 'check');
  const merged = await merge.finish();
  if (spec.correction) await resolveRejects(client, load, stage);
  const words = wordsOf(load, target);
  progress.begin('rejects');
  await keepStageRejects(merged, stage, load, target, words);
  progress.count({
    read,
    inserted: merged.inserted,
    updated: merged.updated,
    unchanged: merged.unchanged + resolved,
    rejected: rejects.count,
  });
  const rules = tellRules(merged, target.rules, words.heading, words.written);
  return { target, merged, read, told: { ...rules, ...tellWarnings(blanked, rules) }, changedSince };
}

/** Rows of a sheet, and bytes of a file whose rows nobody has counted yet, of which those that were rejected are looked at as a whole. */
const SOON_READ = { rows: 50_000, bytes: 1024 * 1024 };

/** Whether an import reads little enough for all that is wrong with a row to be found at once. */
export async function isSoonRead({ source: { sheet, input } }: Load): Promise<boolean> {
  if (input.kind !== 'sheet') return false;
  if (sheet.complete && sheet.rows !== null) return sheet.rows <= SOON_READ.rows;
  return (await stat(input.path)).size <= SOON_READ.bytes;
}

/** Tell the stage which of its rows were rejected as they were decoded, and for which columns. */
async function markUnread(client: pg.Client, { job, source }: Load, stage: Stage, { routes }: Target): Promise<void> {
  await client.query(
    `INSERT INTO ${stage.issuesSql} ("row", code, "column")
     SELECT r."row", 'unread', n.name
       FROM sheetport.reject r CROSS JOIN LATERAL jsonb_to_recordset(r.issues) i("column" text)
       LEFT JOIN unnest($2::text[], $3::text[]) n(heading, name) ON n.heading = i."column"
      WHERE r.job_id = $1`,
    [
      job.claim.id,
      routes.map(({ plan }) => headingOf(source.sheet.columns, plan.source)),
      routes.map(({ name }) => name),
    ],
  );
}

/** How what was merged can be undone. Without a key nothing can be recorded, but rows that were only added can be found. */
async function makeUndoable(
  client: pg.Client,
  { spec }: Load,
  { table }: Target,
  merged: MergeResult,
): Promise<UndoSource | undefined> {
  if (table.key.length > 0) return { by: 'record' };
  if (spec.mode !== 'insert') return undefined;
  return {
    by: 'mark',
    mark: await createXminMarker(client, { schema: table.schema, name: table.name }, merged.inserted),
  };
}

/** Key columns as the table names them; none means the table's own. */
function keyNames(key: readonly string[], { table, labels, routes }: Target): string[] {
  if (key.length === 0) return table.key.filter((name) => routes.some((route) => route.name === name));
  return key.map((words) => {
    const found = findColumn(table.columns, words, ({ name }) => labels.get(name));
    if (!found) throw new AppError('invalid_key', { detail: `there is no column "${words}"` });
    return found.name;
  });
}

/** The sheet's own words for the table's columns and cells. */
interface Words {
  heading(column: string): string;
  /** The index of the sheet's column; -1 for none. */
  columnIndex(column: string | undefined): number;
  written(column: string, text: string): string;
}

function wordsOf({ source }: Load, { routes }: Target): Words {
  const decimal = source.dialect?.decimal;
  const plans = new Map(routes.map(({ name, plan }) => [name, { ...plan, decimal: plan.decimal ?? decimal }]));
  const headings = new Map(routes.map((route) => [route.name, headingOf(source.sheet.columns, route.plan.source)]));
  return {
    heading: (column) => headings.get(column) ?? column,
    columnIndex: (column) => routes.find(({ name }) => name === column)?.plan.source ?? -1,
    written: (column, text) => asWritten(text, plans.get(column)),
  };
}

/** Copy the stage's rejects to where they outlive the transaction, under the sheet's own headings. */
async function keepStageRejects(
  { rejects, rejected }: MergeResult,
  stage: Stage,
  load: Load,
  { rules, table }: Target,
  { heading, columnIndex, written }: Words,
): Promise<void> {
  let page: RejectEntry[] = [];
  let more: RejectEntry[] = [];
  let seen = 0;
  for await (const reject of rejects) {
    seen++;
    const cells = Object.fromEntries(
      stage.columns.flatMap((name, i) =>
        reject.cells[i] == null ? [] : [[heading(name), written(name, reject.cells[i]!)]],
      ),
    );
    const found = reject.issues.filter(({ code }) => code !== 'unread');
    const entry = {
      row: reject.row,
      cells,
      issues: found.map((issue) => {
        const column = issue.column === undefined ? '' : heading(issue.column);
        const ruled = issue.rule === undefined ? undefined : rules[issue.rule]?.details;
        const explained = ruled ? { code: issue.code, details: ruled } : explain(issue, table);
        return { column, ...cellAt(columnIndex(issue.column), reject.row), ...explained, value: cells[column] ?? '' };
      }),
    };
    if (found.length === reject.issues.length) page.push(entry);
    else if (found.length > 0) more.push(entry);
    if (page.length === PAGE) {
      await load.rejects.keep(page);
      load.job.progress.advance(seen / rejected);
      page = [];
    }
    if (more.length === PAGE) {
      await load.rejects.add(more);
      more = [];
    }
  }
  await load.rejects.keep(page);
  await load.rejects.add(more);
}

const NUMBERS: ReadonlySet<ColumnPlan['wire']> = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']);

/** A number as the sheet writes it, so that it means the same when its row is read again. */
function asWritten(
  text: string,
  plan: (Pick<ColumnPlan, 'wire'> & { decimal?: ColumnPlan['decimal'] }) | undefined,
): string {
  // What was staged as text is still what stands in the sheet.
  return plan && NUMBERS.has(plan.wire) ? writeMarked(text, plan.decimal) : text;
}
