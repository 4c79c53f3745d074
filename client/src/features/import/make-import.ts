/** From the plan to the body of the call that starts the import. Pure. */
import type { File, NewImport, Table } from '@sheetport/contract';
import { sendPlace } from '../tables/table-places.ts';
import type { SettledChoices } from './choices.ts';
import type { Plan } from './plan.ts';

/** Whether something in the file has to be there once only. */
export function mayRepeat({ key, table }: Pick<Plan, 'key' | 'table'>): boolean {
  return key.length > 0 || table?.columns.some(({ unique }) => unique) === true;
}

/** The body of the call. Every column is named, so that what happens is what was seen. */
export function makeImport(file: File, plan: Plan, choices: SettledChoices): NewImport {
  const existing = choices.goes === 'existing';
  const mapping: NonNullable<NewImport['mapping']> = {};
  for (const column of plan.columns) {
    const chosen = {
      ...(column.dateOrder && column.dateOrder !== column.source.dateOrder && { dateOrder: column.dateOrder }),
      ...(column.decimal && column.decimal !== column.source.decimal && { decimal: column.decimal }),
      ...(!column.trim && { trim: false }),
      ...(Object.keys(column.values).length > 0 && { values: { ...column.values } }),
      ...(existing && column.blank && { blank: column.blank }),
    };
    const made = { column: column.label.trim(), ...(column.typeExplicit && { type: column.type }), ...chosen };
    if (!column.include) mapping[column.index] = null;
    else if (!existing) mapping[column.index] = made;
    else if (column.adds) mapping[column.index] = { ...made, add: true };
    else mapping[column.index] = { column: column.target as string, ...chosen };
  }
  return {
    fileId: file.id,
    sheet: plan.sheet.index,
    headerRow: plan.headerRow,
    ...((plan.headerRows > 1 || plan.sheet.headerRows > 1) && { headerRows: plan.headerRows }),
    table: existing
      ? { id: (plan.table as Table).id }
      : {
          create: {
            name: plan.name.trim(),
            ...sendPlace(choices),
            ...(ignoresCase(plan, choices) && { keyMatching: 'ignore_case' as const }),
          },
        },
    mapping,
    mode: existing ? choices.mode : 'insert',
    onReject: choices.onReject,
    ...(existing && choices.blank !== 'null' && { blank: choices.blank }),
    ...(mayRepeat(plan) && choices.duplicates !== 'first' && { duplicates: choices.duplicates }),
    // Until all of the sheet was read, the service knows better at the start which rows are no data.
    ...(plan.importsNonDataRows
      ? { skipRows: [] }
      : plan.sheet.complete && plan.skipRows.length > 0 && { skipRows: plan.skipRows }),
    ...(choices.errorCells === 'reject' && { errorCells: 'reject' as const }),
    ...(plan.skipHidden && { skipHidden: true }),
    ...(plan.fillMerged && { fillMerged: true }),
    ...(plan.key.length > 0 && { key: plan.key }),
  };
}

/** Whether a new table is to ignore the case of its key. Only texts have one. */
export function ignoresCase({ columns }: Plan, { newKey, newKeyIgnoresCase }: SettledChoices): boolean {
  return newKeyIgnoresCase && columns.some(({ index, type }) => newKey.includes(index) && type === 'text');
}
