/** The calls that start an import and those that go along with it. */
import type { Batch, File, NewBatch, NewImport } from '@sheetport/contract';
import { ApiError, deleteTable, getFile, makeTable, NetworkError, startBatch } from '../../api/api.ts';
import { mapByHeading, ownSettings, planTable } from './batch-plan.ts';
import type { SettledChoices } from './choices.ts';
import { firstSheet } from './find-sheet.ts';
import type { Plan } from './plan.ts';

/** Asked again that often while the service itself is in trouble. */
const TRIES = 6;
const PAUSE_MS = 800;

/**
 * Start one import for the sheet on the screen and one for each further sheet or file, all into one table, as a batch: all of them, or none.
 * Of several, those whose rows were imported before are left out.
 * @param moreSheets `sheet:<index>`, `file:<id>` for its first sheet, or `file:<id>:<index>`
 * @param intent a key; the same again starts nothing twice
 * @throws what the service says; a table that was made for it is gone again
 */
export async function startImports(
  file: File,
  plan: Plan,
  choices: SettledChoices,
  first: NewImport,
  moreSheets: readonly string[],
  intent: string,
): Promise<Batch> {
  const others = await Promise.all(moreSheets.map((one) => findOther(file, one)));
  // A table that is to be made must be there before the second import can go into it.
  const isMade = others.length > 0 && !('id' in first.table);
  const made = isMade ? await makeTable(planTable(plan, choices), `${intent}-table`) : null;
  const table = made ? { id: made.id } : first.table;
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
  try {
    return await startPatiently({ imports: bodies, skipRepeats: bodies.length > 1 }, `${intent}-batch`);
  } catch (error) {
    if (made) await deleteTable(made.id).catch(() => undefined);
    throw error;
  }
}

async function startPatiently(batch: NewBatch, key: string): Promise<Batch> {
  for (let tried = 1; ; tried++) {
    try {
      return await startBatch(batch, key);
    } catch (error) {
      // A queue that was slow to answer is waited for by `startBatch`.
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
