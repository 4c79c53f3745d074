import { randomUUID } from 'node:crypto';
import { AppError, type Blank, ImportSpec } from '@sheetport/contract';
import { contentKeys, writeContentKeys } from '@sheetport/core';
import { TableError } from '@sheetport/tables';
import type { Context } from '../../runner/context.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readContinuationState } from '../continuation-state.ts';
import { loadDirect, NEEDS_STAGE } from './copy-load.ts';
import { openCorrectionsSource } from './corrections-source.ts';
import { runDryRun } from './dry-run.ts';
import { type Destination, GuessFailed, type Load, rowsToSkip, SPAN } from './load.ts';
import { RejectWriter } from './reject-writer.ts';
import { hasRules } from './rules.ts';
import { findSource, type Source } from './sheet.ts';
import { loadStaged } from './staged-load.ts';

/** Bring the rows of a sheet into a table ("Load once" in ARCHITECTURE.md). */
export async function runImport(context: Context, run: JobContext): Promise<void> {
  const spec = ImportSpec.parse(run.claim.spec);
  run.progress.enter('opening', ...SPAN.opening);
  const destination = await findDestination(context, spec);
  const load = (source: Source) => attempt(context, run, spec, destination, source);
  if (spec.correction) {
    const mended = await openCorrectionsSource(context, run, spec.correction);
    return load(mended.source).finally(mended.remove);
  }
  const look = (thorough: boolean) => findSource(context, spec, run.signal, thorough);
  try {
    await load(await look(false));
  } catch (error) {
    // Another import made a table of the same Postgres name meanwhile: names are chosen anew.
    const isBeaten = error instanceof TableError && error.code === 'table_exists' && destination.kind === 'new';
    if (isBeaten) return load(await look(false));
    if (!(error instanceof GuessFailed)) throw error;
    // A first look took, say, whole numbers for granted, and a later row has a fraction: look at all of the sheet.
    run.progress.enter('profiling', ...SPAN.reading);
    await load(await look(true));
  }
}

async function attempt(
  context: Context,
  run: JobContext,
  spec: ImportSpec,
  destination: Destination,
  source: Source,
): Promise<void> {
  const load: Load = {
    context,
    run,
    spec,
    destination,
    source,
    skipRows: rowsToSkip(spec, source),
    rejects: new RejectWriter(context, run, source.sheet.columns, spec.correction?.fileId !== undefined),
    expected: await readFingerprint(context, run.claim.parentId),
  };
  await load.rejects.clear();
  if (source.sha256 !== undefined && !spec.correction) {
    const keys = contentKeys({ sha256: source.sha256, requested: spec.sheet, sheet: source.sheet });
    await writeContentKeys(context.pool, run.claim, keys);
  }
  if (spec.dryRun === true) return runDryRun(load);
  const isRuled = destination.kind === 'existing' && hasRules(destination.record);
  if (
    spec.mode === 'insert' &&
    !spec.correction &&
    !isRuled &&
    !(destination.kind === 'existing' && asksForStage(spec))
  ) {
    try {
      return await loadDirect(load);
    } catch (error) {
      if (!(error instanceof TableError && NEEDS_STAGE.has(error.code))) throw error;
    }
    await load.rejects.clear();
  }
  await loadStaged(load);
}

/** Only the stage can fill blanks otherwise than with nothing, and wait with a new column until its rows are read. */
function asksForStage({ mapping, blank }: ImportSpec): boolean {
  const does = (said: Blank | undefined) => said !== undefined && said !== 'null';
  return does(blank) || Object.values(mapping ?? {}).some((column) => column?.add === true || does(column?.blank));
}

async function findDestination(context: Context, spec: ImportSpec): Promise<Destination> {
  if ('create' in spec.table) return { kind: 'new', id: randomUUID(), name: spec.table.create.name };
  const record = await context.records.table.findUnique({ where: { id: spec.table.id } });
  if (!record) throw new AppError('not_found', { what: 'table' });
  return { kind: 'existing', record };
}

/** What the dry run that this import follows noted of the table. Other parents note nothing. */
async function readFingerprint({ records }: Context, parentId: string | null): Promise<string | undefined> {
  if (parentId === null) return undefined;
  const parent = await records.job.findUnique({ where: { id: parentId }, select: { continuationState: true } });
  return readContinuationState(parent?.continuationState).fingerprint;
}
