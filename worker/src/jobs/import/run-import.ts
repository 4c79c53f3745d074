import { randomUUID } from 'node:crypto';
import { AppError, type Blank, ImportSpec, JobResult } from '@sheetport/contract';
import { contentKeys, readContinuationState, writeContentKeys } from '@sheetport/core';
import { holdReadingMemory } from '@sheetport/sheets';
import { TableError } from '@sheetport/tables';
import type { Context } from '../../runner/context.ts';
import { type JobContext, readingWait } from '../../runner/job-context.ts';
import { readSpec } from '../../runner/read-spec.ts';
import { copyIntoTable, NEEDS_STAGE } from './copy-load.ts';
import { openCorrectionsSource } from './corrections-source.ts';
import { runDryRun } from './dry-run.ts';
import { type Destination, GuessFailed, type Load, rowsToSkip } from './load.ts';
import { RejectWriter } from './reject-writer.ts';
import { hasRules } from './rules.ts';
import { findSource, type Source } from './sheet.ts';
import { isSoonRead, loadStaged } from './staged-load.ts';

/** Import the rows of a sheet into a table ("Load once" in ARCHITECTURE.md). */
export async function runImport(context: Context, job: JobContext): Promise<void> {
  const spec = readSpec(ImportSpec, job.claim.spec);
  job.progress.enter('opening', 'open');
  const destination = await findDestination(context, spec);
  let tries = 0;
  const load = (source: Source) => attempt(context, job, spec, destination, source, tries++);
  if (spec.correction) return load(await openCorrectionsSource(context, job, spec.correction));
  const inspect = (thorough: boolean) => findSource(context, spec, job, thorough);
  try {
    await load(await inspect(false));
  } catch (error) {
    // Another import made a table of the same Postgres name meanwhile: names are chosen anew.
    const isBeaten = error instanceof TableError && error.code === 'table_exists' && destination.kind === 'new';
    if (isBeaten) return load(await inspect(false));
    if (!(error instanceof GuessFailed)) throw error;
    // The first rows had whole numbers, say, and a later row has a fraction: inspect all of the sheet.
    job.progress.enter('profiling', 'open');
    await load(await inspect(true));
  }
}

async function attempt(
  context: Context,
  job: JobContext,
  spec: ImportSpec,
  destination: Destination,
  source: Source,
  tries: number,
): Promise<void> {
  const { input } = source;
  // Before any lock in the database.
  const memory =
    input.kind === 'rows' ? undefined : await holdReadingMemory(input.path, input.format, readingWait(job));
  try {
    await run({ context, job, spec, destination, source, memory }, tries > 0 || job.claim.fence > 1);
  } finally {
    memory?.release();
  }
}

/** @param isAgain it was tried before, by this claim or an earlier one, and may have left rejects */
async function run(parts: Omit<Load, 'skipRows' | 'rejects' | 'expected'>, isAgain: boolean): Promise<void> {
  const { context, job, spec, source } = parts;
  const before = await readDryRun(context, job.claim.parentId);
  const load: Load = {
    ...parts,
    skipRows: rowsToSkip(spec, source),
    rejects: new RejectWriter(context, job, source.sheet.columns, spec.correction?.fileId !== undefined),
    expected: before?.fingerprint,
  };
  if (isAgain) await load.rejects.clear();
  if (source.sha256 !== undefined && !spec.correction) {
    const keys = contentKeys({ sha256: source.sha256, requested: spec.sheet, sheet: source.sheet });
    await writeContentKeys(context.pool, job.claim, keys);
  }
  if (spec.dryRun === true) return runDryRun(load);
  if (await mayBeCopied(load, before)) {
    try {
      return await copyIntoTable(load);
    } catch (error) {
      if (!(error instanceof TableError && NEEDS_STAGE.has(error.code))) throw error;
    }
    await load.rejects.clear();
  }
  await loadStaged(load);
}

/**
 * Whether the rows go straight into their table. Where it has rules, only many of them do, of which a dry run has found none to break one:
 * a load whose rows break some begins anew, and of a sheet that is soon read all issues of a row are told at once (staged-load.ts).
 */
async function mayBeCopied(load: Load, before: DryRun | undefined): Promise<boolean> {
  const { spec, destination } = load;
  if (spec.mode !== 'insert' || spec.correction) return false;
  if (destination.kind === 'new') return true;
  if (needsStage(spec)) return false;
  if (!hasRules(destination.record)) return true;
  return before?.clean !== false && !(await isSoonRead(load));
}

/** Only a staging table can fill blanks with something, and add a column once its rows are read. */
function needsStage({ mapping, blank }: ImportSpec): boolean {
  const isFilled = (does: Blank | undefined) => does !== undefined && does !== 'null';
  return (
    isFilled(blank) || Object.values(mapping ?? {}).some((column) => column?.add === true || isFilled(column?.blank))
  );
}

async function findDestination(context: Context, spec: ImportSpec): Promise<Destination> {
  if ('create' in spec.table) return { kind: 'new', id: randomUUID(), name: spec.table.create.name };
  const record = await context.records.table.findUnique({ where: { id: spec.table.id } });
  if (!record) throw new AppError('not_found', { what: 'table' });
  return { kind: 'existing', record };
}

/** What the dry run that an import follows has found. */
interface DryRun {
  /** Of the table. */
  fingerprint: string | undefined;
  /** No row was rejected or deserved a warning. */
  clean: boolean;
}

/** Other parents than a dry run note nothing of the table. */
async function readDryRun({ records }: Context, parentId: string | null): Promise<DryRun | undefined> {
  if (parentId === null) return undefined;
  const select = { continuationState: true, rejected: true, result: true } as const;
  const parent = await records.job.findUnique({ where: { id: parentId }, select });
  if (!parent) return undefined;
  const { warned } = Warned.parse(parent.result ?? {});
  return {
    fingerprint: readContinuationState(parent.continuationState).fingerprint,
    clean: parent.rejected === 0n && (warned ?? 0) === 0,
  };
}

const Warned = JobResult.pick({ warned: true }).catch({});
