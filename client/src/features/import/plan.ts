/** What a person has chosen so far, and the import it makes. Pure: the screen draws it, the button sends it. */
import type {
  Blank,
  ColumnType,
  File,
  MatchReason,
  NewImport,
  NonDataRow,
  Preview,
  Sheet,
  SheetColumn,
  SuggestedMapping,
  Table,
} from '@sheetport/contract';
import { columnKey, type DateOrder, type DecimalMark, keyOf, type SettledChoices } from './choices.ts';
import { guessType, suggestType } from './guess-type.ts';

export interface PlannedColumn {
  index: number;
  heading: string;
  include: boolean;
  /** The name in a table being made. */
  label: string;
  /** The column of an existing table. */
  target: string | null;
  /** How sure the target is, where nobody has chosen it. */
  match: { confidence: number; reason: MatchReason } | null;
  type: ColumnType;
  /**
   * Whether the type is sent. One that only the inspection guessed is not: should a later row show that it was wrong, the
   * service can look again instead of leaving that row out.
   */
  typeExplicit: boolean;
  /** A type that all but a few values have, where the inspection chose text because of those few. */
  suggested: ColumnType | null;
  dateOrder: DateOrder | undefined;
  decimal: DecimalMark | undefined;
  trim: boolean;
  /** What a blank cell does, where that was said of this column alone. */
  blank: Blank | undefined;
  values: Readonly<Record<string, string | null>>;
  /** The existing table gets a new column for it, called `label`. */
  adds: boolean;
  source: SheetColumn;
}

export type ProblemCode =
  | 'noName'
  | 'nameTaken'
  | 'noTable'
  | 'cannotWrite'
  | 'noColumns'
  | 'emptyLabel'
  | 'sameLabel'
  | 'sameTarget'
  | 'required'
  | 'keyIgnored'
  | 'keyNeeded';
export interface Problem {
  code: ProblemCode;
  /** The column of the sheet it is about. */
  index?: number;
  column?: string;
}

export interface Plan {
  sheet: Sheet;
  headerRow: number;
  headerRows: number;
  /** Null while unknown. */
  rows: number | null;
  columns: PlannedColumn[];
  name: string;
  table: Table | undefined;
  key: string[];
  /** Rows that look like no data, and those of them that stay out. */
  nonDataRows: NonDataRow[];
  skipRows: number[];
  /** What nobody sees in the sheet, and whether it stays out. */
  hiddenRows: number;
  hiddenColumns: PlannedColumn[];
  skipHidden: boolean;
  problems: Problem[];
  /** What goes where is still on its way from the service. */
  pending: boolean;
}

/** A, B, … Z, AA: what a sheet calls its columns. */
export function letterOf(index: number): string {
  let text = '';
  for (let left = index; left >= 0; left = Math.floor(left / 26) - 1)
    text = String.fromCharCode(65 + (left % 26)) + text;
  return text;
}

/** `2024 Orders (final).xlsx` → `2024 Orders (final)`. */
export function nameOfFile(name: string): string {
  return (
    name
      .replace(/\.[a-z0-9]{1,5}$/i, '')
      .trim()
      .slice(0, 120) || name.slice(0, 120)
  );
}

/** The sheet that is looked at first: not hidden, and with something in it. */
export function firstSheet(sheets: readonly Sheet[]): Sheet | undefined {
  const holds = (sheet: Sheet) => sheet.columns.length > 0;
  // A cover or a remark before the data is one column wide, or nothing stands below its headings.
  const isTable = (sheet: Sheet) => sheet.columns.length > 1 && sheet.rows !== 0;
  return (
    sheets.find((sheet) => !sheet.hidden && isTable(sheet)) ??
    sheets.find((sheet) => !sheet.hidden && holds(sheet)) ??
    sheets.find(holds) ??
    sheets[0]
  );
}

/** No two the same, whatever the sheet says: `Note`, `Note 2`. */
function distinct(labels: readonly string[]): string[] {
  const used = new Set<string>();
  return labels.map((label) => {
    let unique = label;
    for (let count = 2; used.has(unique.toLowerCase()); count++) unique = `${label} ${count}`;
    used.add(unique.toLowerCase());
    return unique;
  });
}

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
  const { row: headerRow, rows: headerRows } = headerOf(sheet, choices);
  const moved = headerRow !== sheet.headerRow || headerRows !== sheet.headerRows;
  const shown = preview?.sheet === sheet.index ? preview.rows : [];
  const headCells = shown.find((row) => row.row === headerRow)?.cells;
  const below = shown.filter((row) => row.row > headerRow);
  const fits = suggestion?.sheet === sheet.index && isHeader(suggestion, { row: headerRow, rows: headerRows });
  // The service joins headings of several rows; until it has, the last row stands for them.
  const chosen = new Map(
    fits && headerRows > 1 ? suggestion.columns.map((column) => [column.index, column.header]) : [],
  );
  const headings = sheet.columns.map((column) => {
    const joined = chosen.get(column.index);
    if (joined !== undefined) return joined.slice(0, 120);
    const text = moved ? (headerRow === 0 ? '' : (headCells?.[column.index] ?? '')) : column.header;
    return text.trim().slice(0, 120) || nameless(letterOf(column.index));
  });
  const labels = distinct(headings);
  const table = choices.goes === 'existing' ? tables.find((one) => one.id === choices.tableId) : undefined;
  const suggested = new Map(
    fits && suggestion.tableId === (table?.id ?? null)
      ? suggestion.columns.map((column) => [column.index, column])
      : [],
  );

  const skipHidden = choices.leaveHidden.includes(sheet.index);
  const columns = sheet.columns.map((source, at): PlannedColumn => {
    const isOut = skipHidden && source.hidden === true;
    const choice = choices.columns[columnKey(sheet.index, source.index)] ?? {};
    const found = suggested.get(source.index);
    const adds = table !== undefined && choice.add === true;
    const chosenTarget = adds
      ? null
      : choice.target !== undefined
        ? choice.target
        : table && !isOut
          ? (found?.column ?? null)
          : null;
    const target = table?.columns.find((column) => column.name === chosenTarget);
    // What was said of the column in an earlier import holds for the column it went to then.
    const options = target && target.name === found?.column ? found.options : undefined;
    const guessed = moved
      ? (guessType(below.map((row) => row.cells[source.index] ?? null)) ?? source.type)
      : source.type;
    return {
      index: source.index,
      heading: headings[at] as string,
      include: choices.goes === 'existing' ? adds || target !== undefined : (choice.include ?? !isOut),
      label: choice.label ?? (found?.reason === 'content' && !table ? found.column : null) ?? (labels[at] as string),
      target: target?.name ?? null,
      match:
        choice.target === undefined && target && found?.reason
          ? { confidence: found.confidence, reason: found.reason }
          : null,
      type: choices.goes === 'existing' && target ? target.type : (choice.type ?? guessed),
      typeExplicit: choice.type !== undefined || moved,
      suggested:
        source.type === 'text' && source.warnings.some((warning) => warning.code === 'mixed_types')
          ? suggestType([...source.samples, ...below.map((row) => row.cells[source.index] ?? null)])
          : null,
      dateOrder: (choice.dateOrder === undefined ? options?.dateOrder : choice.dateOrder) ?? source.dateOrder,
      decimal: (choice.decimal === undefined ? options?.decimal : choice.decimal) ?? source.decimal,
      trim: choice.trim ?? options?.trim ?? true,
      blank: (choice.blank === undefined ? options?.blank : choice.blank) ?? undefined,
      values: choice.values ?? options?.values ?? {},
      adds,
      source,
    };
  });

  const name = choices.name ?? freeName(nameOfFile(file.name), tables);
  const targets = columns.map((column) => column.target);
  const key =
    choices.goes === 'new'
      ? columns.filter((column) => choices.newKey.includes(column.index)).map((column) => column.label.trim())
      : (choices.tableKey ?? (table ? keyOf(table, targets) : []));
  // Rows above a heading are not imported; where the inspection counted them, or did not, the count moves with the heading.
  const all = sheet.rows === null ? null : Math.max(0, sheet.rows - (headerRow - sheet.headerRow));
  const nonDataRows = (sheet.nonDataRows ?? []).filter((aside) => aside.row > headerRow);
  const skipRows = choices.leaveOut.includes(sheet.index) ? nonDataRows.map((aside) => aside.row) : [];
  const hiddenRows = sheet.hiddenRows ?? 0;
  const rows = all === null ? null : Math.max(0, all - skipRows.length - (skipHidden ? hiddenRows : 0));
  const hiddenColumns = columns.filter(({ source }) => source.hidden);
  const hidden = { hiddenRows, hiddenColumns, skipHidden: skipHidden && hiddenRows + hiddenColumns.length > 0 };
  const found = { sheet, headerRow, headerRows, rows, columns, name, table, key, nonDataRows, skipRows, ...hidden };
  const plan: Plan = { ...found, problems: [], pending: false };
  plan.problems = findProblems(plan, choices, tables);
  return plan;
}

/** Where the headings of a sheet are: where a person said, else where inspection saw them. */
export function headerOf(sheet: Sheet, choices: Pick<SettledChoices, 'headers'>): { row: number; rows: number } {
  return choices.headers[sheet.index] ?? { row: sheet.headerRow, rows: sheet.headerRows };
}

function isHeader(suggestion: SuggestedMapping, { row, rows }: { row: number; rows: number }): boolean {
  return suggestion.headerRow === row && suggestion.headerRows === rows;
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** The same file is often imported again, and the table of the first time is still there. */
function freeName(wanted: string, tables: readonly Table[]): string {
  let name = wanted;
  for (let count = 2; tables.some((table) => sameName(table.name, name)); count++) name = `${wanted} ${count}`;
  return name;
}

function findProblems(plan: Plan, choices: SettledChoices, tables: readonly Table[]): Problem[] {
  const problems: Problem[] = [];
  const included = plan.columns.filter((column) => column.include);
  if (choices.goes === 'new') {
    if (!plan.name.trim()) problems.push({ code: 'noName' });
    else if (tables.some((one) => sameName(one.name, plan.name))) problems.push({ code: 'nameTaken' });
    const seen = new Set<string>();
    for (const column of included) {
      const label = column.label.trim().toLowerCase();
      if (!label) problems.push({ code: 'emptyLabel', index: column.index });
      else if (seen.has(label)) problems.push({ code: 'sameLabel', index: column.index });
      seen.add(label);
    }
    for (const column of plan.columns)
      if (!column.include && choices.newKey.includes(column.index))
        problems.push({ code: 'keyIgnored', column: column.label });
  } else if (!plan.table) problems.push({ code: 'noTable' });
  else if (plan.table.restriction) problems.push({ code: 'cannotWrite' });
  else {
    const seen = new Set<string>();
    const labels = new Set(plan.table.columns.map((column) => column.label.trim().toLowerCase()));
    for (const column of included) {
      if (!column.adds) continue;
      const label = column.label.trim().toLowerCase();
      if (!label) problems.push({ code: 'emptyLabel', index: column.index });
      else if (labels.has(label)) problems.push({ code: 'sameLabel', index: column.index });
      labels.add(label);
    }
    for (const column of included) {
      if (column.target && seen.has(column.target)) problems.push({ code: 'sameTarget', index: column.index });
      if (column.target) seen.add(column.target);
    }
    for (const column of plan.table.columns)
      if (
        column.required &&
        !column.filled &&
        !column.generated &&
        !seen.has(column.name) &&
        choices.mode !== 'update' &&
        included.length > 0
      )
        problems.push({ code: 'required', column: column.label });
    for (const name of plan.key)
      if (!seen.has(name))
        problems.push({
          code: 'keyIgnored',
          column: plan.table.columns.find((column) => column.name === name)?.label ?? name,
        });
    if ((choices.mode === 'upsert' || choices.mode === 'update') && plan.key.length === 0)
      problems.push({ code: 'keyNeeded' });
  }
  if (included.length === 0 && (choices.goes === 'new' || plan.table)) problems.push({ code: 'noColumns' });
  return problems;
}

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
    table: existing ? { id: (plan.table as Table).id } : { create: { name: plan.name.trim() } },
    mapping,
    mode: existing ? choices.mode : 'insert',
    onReject: choices.onReject,
    ...(existing && choices.blank !== 'null' && { blank: choices.blank }),
    ...(mayRepeat(plan) && choices.duplicates !== 'first' && { duplicates: choices.duplicates }),
    ...(plan.skipRows.length > 0 && { skipRows: plan.skipRows }),
    ...(plan.skipHidden && { skipHidden: true }),
    ...(plan.key.length > 0 && { key: plan.key }),
  };
}
