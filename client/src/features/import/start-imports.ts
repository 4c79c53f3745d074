/** The calls that start an import and those that go along with it. */
import type { File, Job, NewImport } from '@sheetport/contract';
import { ApiError, deleteTable, getFile, makeTable, NetworkError, startImport } from '../../api/api.ts';
import { randomId } from '../../api/random-id.ts';
import { mapByHeading, ownSettings, planTable } from './batch-plan.ts';
import type { SettledChoices } from './choices.ts';
import { firstSheet } from './find-sheet.ts';
import type { Plan } from './plan.ts';

/** Asked again that often while the service itself is in trouble. */
const TRIES = 6;
const PAUSE_MS = 800;

export interface StartedImports {
  jobs: Job[];
  /** How many there should have been. */
  wanted: number;
  /** How many were left out because their rows were imported before. */
  repeated: number;
  /** Why the others were not started. */
  error: unknown;
}

/**
 * Start one import for the sheet on the screen and one for each further sheet or file, all into one table.
 * @param also `sheet:<index>`, `file:<id>` for its first sheet, or `file:<id>:<index>`
 * @param intent a key; the same again starts nothing twice
 * @throws what the service says, where not even the first was started; a table that was made for it is gone again
 */
export async function startImports(
  file: File,
  plan: Plan,
  choices: SettledChoices,
  first: NewImport,
  moreSheets: readonly string[],
  intent: string,
): Promise<StartedImports> {
  const others = await Promise.all(moreSheets.map((one) => findOther(file, one)));
  // A table that is to be made must be there before the second import can go into it.
  const made = 'id' in first.table ? null : await makeTable(planTable(plan, choices), `${intent}-table`);
  const table = 'id' in first.table ? first.table : { id: made!.id };
  const mapping = first.mapping ?? {};
  const base = { ...first, table };
  delete base.headerRow;
  delete base.headerRows;
  delete base.skipRows;
  delete base.skipHidden;
  delete base.fillMerged;
  const bodies: NewImport[] = [
    { ...first, table },
    ...others.map(({ fileId, sheet }) => ({
      ...base,
      fileId,
      sheet: sheet.index,
      mapping: mapByHeading(mapping, plan, sheet),
      ...ownSettings(sheet, plan, fileId === file.id ? choices : null),
    })),
  ];
  const jobs: Job[] = [];
  const batchId = randomId();
  let repeated = 0;
  let failure: unknown = null;
  // One after the other, so that they run in the order in which they are listed.
  for (const [at, body] of bodies.entries()) {
    try {
      jobs.push(await startPatiently({ ...body, batchId: body.batchId ?? batchId }, `${intent}-${at}`));
    } catch (error) {
      // The first is on the screen, where one can say that it is to be imported again.
      if (at > 0 && error instanceof ApiError && error.code === 'already_imported') {
        repeated += 1;
        continue;
      }
      failure = error;
      break;
    }
  }
  if (jobs.length === 0) {
    if (made) await deleteTable(made.id).catch(() => undefined);
    throw failure;
  }
  return { jobs, wanted: bodies.length, repeated, error: failure };
}

async function startPatiently(body: NewImport, key: string): Promise<Job> {
  for (let tried = 1; ; tried++) {
    try {
      return await startImport(body, key);
    } catch (error) {
      // A service that is only busy was asked again by `startImport`.
      const mayHeal = error instanceof NetworkError || (error instanceof ApiError && error.code === 'unreachable');
      if (!mayHeal || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tried));
    }
  }
}

async function findOther(file: File, chosen: string) {
  const [kind, which = '', sheetIndex] = chosen.split(':');
  const other = kind === 'file' ? await getFile(which) : file;
  const sheets = other.sheets ?? [];
  const index = kind === 'file' ? sheetIndex : which;
  const sheet = index === undefined ? firstSheet(sheets) : sheets.find((one) => one.index === Number(index));
  if (!sheet) throw new Error(`There is nothing in ${other.name}.`);
  return { fileId: other.id, sheet };
}
