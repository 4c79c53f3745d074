/** Further sheets and files that go in the same way as the one on the screen: one import each, mapped by heading. Pure. */
import type { NewImport, NewTable, Sheet } from '@sheetport/contract';
import { plainName } from '../../ui/plain-name.ts';
import { sendPlace } from '../tables/table-places.ts';
import type { Choices, SettledChoices } from './choices.ts';
import { ignoresCase } from './make-import.ts';
import type { Plan } from './plan.ts';

/**
 * The mapping of one sheet for another, whose columns may stand in another order. What the other has beyond it is matched by
 * the service, and what it lacks is left out.
 */
export function mapByHeading(
  mapping: NonNullable<NewImport['mapping']>,
  plan: Plan,
  other: Sheet,
): NewImport['mapping'] {
  const free = new Set(other.columns);
  const bulk: NonNullable<NewImport['mapping']> = {};
  const same = [
    (a: string, b: string) => a === b,
    (a: string, b: string) => plainName(a) !== '' && plainName(a) === plainName(b),
  ];
  const open = new Map(plan.columns.map((column) => [column.index, column.heading]));
  for (const isSame of same)
    for (const [index, heading] of open) {
      const chosen = mapping[index];
      const found = [...free].find(({ header }) => isSame(header, heading));
      if (chosen === undefined || !found) continue;
      bulk[found.index] = chosen;
      free.delete(found);
      open.delete(index);
    }
  return bulk;
}

/** Whether at least half of the columns on the screen are on another sheet too: only then does it make sense to go the same way. */
export function sharesColumns({ columns }: Pick<Plan, 'columns'>, other: Pick<Sheet, 'columns'>): boolean {
  const there = new Set(
    other.columns.flatMap(({ header, leafHeader }) => [header, leafHeader ?? header]).map(plainName),
  );
  const shared = columns.filter(({ heading }) => there.has(plainName(heading))).length;
  return shared > 0 && shared * 2 >= columns.length;
}

/**
 * What holds for one sheet alone: where its headings are, and which of its rows stay out. What nobody said of it is as on the sheet
 * that was on the screen.
 * @param choices of the workbook on the screen; null for a sheet of another file
 */
export function ownSettings(
  other: Sheet,
  plan: Plan,
  choices: Pick<Choices, 'headers' | 'nonDataRows' | 'leaveHidden' | 'fillMerged'> | null,
): Pick<NewImport, 'headerRow' | 'headerRows' | 'skipRows' | 'skipHidden' | 'fillMerged'> {
  const chosen = choices?.headers[other.index];
  const headerRow = chosen?.row ?? other.headerRow;
  const said = choices?.nonDataRows[other.index];
  const imports = said === undefined ? plan.importsNonDataRows : said === 'import';
  const skipRows = (other.nonDataRows ?? []).map(({ row }) => row).filter((row) => row > headerRow);
  return {
    ...(chosen && { headerRow: chosen.row, headerRows: chosen.rows }),
    ...(imports ? { skipRows: [] } : other.complete && skipRows.length > 0 && { skipRows }),
    ...((plan.fillMerged || choices?.fillMerged.includes(other.index)) && { fillMerged: true }),
    ...((plan.skipHidden || choices?.leaveHidden.includes(other.index)) && { skipHidden: true }),
  };
}

/** The table that several imports are to go into, made before the first of them. */
export function planTable(plan: Plan, choices: SettledChoices): NewTable {
  const key = new Set(plan.key);
  return {
    name: plan.name.trim(),
    ...sendPlace(choices),
    columns: plan.columns
      .filter((column) => column.include)
      .map((column) => {
        const label = column.label.trim();
        return { label, type: column.type, required: key.has(label), unique: false };
      }),
    key: plan.key,
    ...(ignoresCase(plan, choices) && { keyMatching: 'ignore_case' as const }),
  };
}
