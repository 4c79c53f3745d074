/** What a person has chosen so far on the way to an import. Pure. */
import type {
  Blank,
  ColumnType,
  Duplicates,
  ErrorCells,
  ImportMode,
  SavedMapping,
  SheetColumn,
  Table,
  TableSuggestion,
} from '@sheetport/contract';

export type DateOrder = NonNullable<SheetColumn['dateOrder']>;
export type DecimalMark = NonNullable<SheetColumn['decimal']>;

/** What each way of writing numbers is called. */
export const MARKS = { '.': 'import.point', ',': 'import.comma', each: 'import.eachMark' } as const;

export interface ColumnChoice {
  include?: boolean;
  label?: string;
  type?: ColumnType;
  /** A column of the existing table, or null to ignore. */
  target?: string | null;
  /** The table gets a new column for it. */
  add?: boolean;
  /** Null: as inspection found it, whatever the saved mapping has. */
  dateOrder?: DateOrder | null;
  decimal?: DecimalMark | null;
  trim?: boolean;
  /** Null: as the import says. */
  blank?: Blank | null;
  values?: Record<string, string | null>;
}

/** Only what was changed is kept, so that a better answer of the inspection shows through where nobody chose otherwise. */
export interface Choices {
  sheet: number | null;
  /** By sheet: the row of the last heading, and how many rows the headings take. */
  headers: Record<number, { row: number; rows: number }>;
  /** By sheet: what becomes of rows that look like no data. They are skipped unless somebody chose otherwise, now or last time. */
  nonDataRows: Record<number, 'skip' | 'import'>;
  /** Sheets whose hidden rows and columns stay out. */
  leaveHidden: number[];
  /** Sheets whose merged cells give their value to each of their rows. */
  fillMerged: number[];
  columns: Record<string, ColumnChoice>;
  goes: 'new' | 'existing' | null;
  name: string | null;
  /** For a new table: its folder, and whether only some people see it. */
  folderId: string | null;
  restricted: boolean;
  tableId: string | null;
  /** Sheet column indexes. */
  newKey: number[];
  /** A key of a new table ignores case and surrounding spaces. */
  newKeyIgnoresCase: boolean;
  /** Names of columns of the table; null for the table's own key. */
  tableKey: string[] | null;
  mode: ImportMode | null;
  onReject: 'skip' | 'abort' | null;
  blank: Blank | null;
  duplicates: Duplicates | null;
  /** What an error cell costs. */
  errorCells: ErrorCells | null;
}

/** The choices with what holds where nobody chose. */
export interface SettledChoices extends Choices {
  goes: 'new' | 'existing';
  mode: ImportMode;
  onReject: 'skip' | 'abort';
  blank: Blank;
  duplicates: Duplicates;
  errorCells: ErrorCells;
  /** The earlier import whose choices these are, where they are. */
  savedMapping: SavedMapping | undefined;
}

export function startChoices(tableId?: string): Choices {
  return {
    sheet: null,
    headers: {},
    nonDataRows: {},
    leaveHidden: [],
    fillMerged: [],
    columns: {},
    goes: tableId ? 'existing' : null,
    name: null,
    folderId: null,
    restricted: false,
    tableId: tableId ?? null,
    newKey: [],
    newKeyIgnoresCase: false,
    tableKey: null,
    mode: null,
    onReject: null,
    blank: null,
    duplicates: null,
    errorCells: null,
  };
}

export function columnKey(sheet: number, index: number): string {
  return `${sheet}:${index}`;
}

/**
 * Where nobody chose, a sheet whose headings are known goes where the last one of them went, and the way it did; one whose
 * columns are those of a table goes into that table.
 */
export function settleChoices(
  choices: Choices,
  savedMapping: readonly SavedMapping[],
  tables: readonly Table[],
  suggestions: readonly TableSuggestion[] = [],
): SettledChoices {
  const known = savedMapping.filter((one) => tables.some((table) => table.id === one.tableId));
  const confident = suggestions.find((one) => one.confident && tables.some((table) => table.id === one.tableId));
  const goes = choices.goes ?? (known.length > 0 || confident ? 'existing' : 'new');
  const tableId =
    goes === 'existing' ? (choices.tableId ?? known[0]?.tableId ?? confident?.tableId ?? null) : choices.tableId;
  const last = goes === 'existing' ? known.find((one) => one.tableId === tableId) : undefined;
  return {
    ...choices,
    goes,
    tableId,
    mode: choices.mode ?? last?.mode ?? 'insert',
    onReject: choices.onReject ?? last?.onReject ?? 'skip',
    blank: choices.blank ?? last?.blank ?? 'null',
    duplicates: choices.duplicates ?? last?.duplicates ?? 'first',
    errorCells: choices.errorCells ?? 'blank',
    tableKey: choices.tableKey ?? (last && last.key.length > 0 ? last.key : null),
    savedMapping: last,
  };
}

/**
 * How rows go into a table where nobody said: where its rows can be recognised, known ones are changed rather than refused,
 * and then a blank cell takes nothing away.
 * @param targets columns of the table that the sheet's go into
 */
export function settleMode(
  settled: SettledChoices,
  chosen: Choices,
  table: Table | undefined,
  targets: readonly (string | null)[],
): SettledChoices {
  if (settled.goes !== 'existing' || settled.savedMapping || !table) return settled;
  const recognised = table.rowCount > 0 && keyOf(table, targets).length > 0;
  const mode = chosen.mode ?? (recognised ? 'upsert' : 'insert');
  const blank = chosen.blank ?? (mode === 'upsert' || mode === 'update' ? 'keep' : 'null');
  return { ...settled, mode, blank };
}

/**
 * What tells the rows of a table apart among the columns that a sheet brings: its key, or where the database numbers rows by itself, a
 * column that must be filled and has no value twice. Empty where there is nothing.
 */
export function keyOf({ key, columns }: Pick<Table, 'key' | 'columns'>, targets: readonly (string | null)[]): string[] {
  if (key.every((name) => targets.includes(name))) return key;
  const numbered = columns
    .filter(({ name }) => key.includes(name))
    .every(({ filled, generated }) => filled || generated);
  if (!numbered || key.some((name) => targets.includes(name))) return [];
  const unique = columns.find(({ name, unique, required }) => unique && required && targets.includes(name));
  return unique ? [unique.name] : [];
}
