/** From a file and the choices to the plan of its import: what the form shows and what the button sends. Pure. */
import type { File, KeyCandidate, Preview, Sheet, SuggestedMapping, Table } from '@sheetport/contract';
import { keyOf, type SettledChoices } from './choices.ts';
import { findProblems } from './find-problems.ts';
import { firstSheet, headerOf } from './find-sheet.ts';
import { findFreeName, nameOfFile } from './import-names.ts';
import type { Plan, PlannedColumn } from './plan.ts';
import { planColumns } from './plan-columns.ts';

/**
 * The plan of an import.
 * @param preview the first rows of the sheet, where they are there
 * @param tables all tables, to find the chosen one and names that are taken
 * @param suggestion which column of the table each column of the sheet would go into
 * @param nameless what a column without a heading is called, by its letter
 * @returns null for a file without a sheet
 */
export function makePlan(
  file: File,
  choices: SettledChoices,
  preview: Preview | undefined,
  tables: readonly Table[],
  suggestion: SuggestedMapping | undefined,
  nameless: (letter: string) => string,
): Plan | null {
  const sheets = file.sheets ?? [];
  const sheet = sheets.find((one) => one.index === choices.sheet) ?? firstSheet(sheets);
  if (!sheet) return null;
  const header = headerOf(sheet, choices);
  const { row: headerRow, rows: headerRows } = header;
  const table = choices.goes === 'existing' ? tables.find((one) => one.id === choices.tableId) : undefined;
  const rows = preview?.sheet === sheet.index ? preview.rows : [];
  const columns = planColumns(sheet, header, choices, rows, table, suggestion, nameless);
  const name = choices.name ?? findFreeName(nameOfFile(file.name), tables);
  const targets = columns.map((column) => column.target);
  const key =
    choices.goes === 'new'
      ? columns.filter((column) => choices.newKey.includes(column.index)).map((column) => column.label.trim())
      : (choices.tableKey ?? (table ? keyOf(table, targets) : []));
  const plan: Plan = {
    sheet,
    headerRow,
    headerRows,
    columns,
    name,
    table,
    key,
    keyCandidates: findCandidates(suggestion, sheet, headerRow, columns),
    ...planRows(sheet, headerRow, choices),
    hiddenColumns: columns.filter(({ source }) => source.hidden),
    problems: [],
    pending: false,
  };
  plan.skipHidden = plan.skipHidden && plan.hiddenRows + plan.hiddenColumns.length > 0;
  plan.problems = findProblems(plan, choices, tables);
  return plan;
}

/** Key candidates among the columns that are imported. */
function findCandidates(
  suggestion: SuggestedMapping | undefined,
  sheet: Sheet,
  headerRow: number,
  columns: readonly PlannedColumn[],
): readonly KeyCandidate[] {
  if (suggestion?.sheet !== sheet.index || suggestion.headerRow !== headerRow) return [];
  const included = new Set(columns.filter(({ include }) => include).map(({ index }) => index));
  return (suggestion.keyCandidates ?? []).filter(({ index }) => included.has(index));
}

/** How many rows go in, and which do not: non-data rows and hidden ones. */
function planRows(
  sheet: Sheet,
  headerRow: number,
  choices: SettledChoices,
): Pick<Plan, 'rows' | 'nonDataRows' | 'importsNonDataRows' | 'skipRows' | 'hiddenRows' | 'skipHidden' | 'fillMerged'> {
  const skipHidden = choices.leaveHidden.includes(sheet.index);
  // Rows above a heading are not imported; where the inspection counted them, or did not, the count moves with the heading.
  const all = sheet.rows === null ? null : Math.max(0, sheet.rows - (headerRow - sheet.headerRow));
  const nonDataRows = (sheet.nonDataRows ?? []).filter(({ row }) => row > headerRow);
  const importsNonDataRows =
    (choices.nonDataRows[sheet.index] ?? choices.savedMapping?.nonDataRows ?? 'skip') === 'import';
  const skipRows = importsNonDataRows ? [] : nonDataRows.map(({ row }) => row);
  const hiddenRows = sheet.hiddenRows ?? 0;
  const rows = all === null ? null : Math.max(0, all - skipRows.length - (skipHidden ? hiddenRows : 0));
  const fillMerged = choices.fillMerged.includes(sheet.index);
  return { rows, nonDataRows, importsNonDataRows, skipRows, hiddenRows, skipHidden, fillMerged };
}
