import {
  AppError,
  type Blank,
  COLUMN_TYPES,
  type ColumnType,
  findColumn,
  type ImportSpec,
  type Mapping,
  type SheetColumn,
} from '@sheetport/contract';
import type { ColumnPlan } from '@sheetport/sheets';
import { columnNames, matchColumns, type NewColumn, normaliseHeading, SURE, type Table } from '@sheetport/tables';

/** Where one column of the sheet goes. */
export interface Route {
  plan: ColumnPlan;
  /** The column of the table, by its Postgres name. */
  name: string;
  /** The type was guessed by inspection, not said by a person nor given by a table. */
  guessed: boolean;
  /** What blank cells do, where that was said. */
  blank?: Blank;
}

/** A column to be made, with the currency of the amounts that come into it. */
export interface MappedColumn extends NewColumn {
  currency?: string;
}

/** Labels that people gave to the columns of a table, by Postgres name. */
export type Labels = ReadonlyMap<string, string>;

/** The binary COPY type of a column that Sheetport creates. Moments with a time zone offset make one that knows its time zone. */
function createdWire(type: ColumnType, { zoned }: SheetColumn): ColumnPlan['wire'] {
  return type === 'datetime' && zoned ? 'timestamptz' : COLUMN_TYPES[type].wire;
}

/** The currency of a column of numbers; texts keep it themselves. */
function currencyOf({ currency }: SheetColumn, type: ColumnType): { currency?: string } {
  return currency !== undefined && (type === 'integer' || type === 'decimal') ? { currency } : {};
}

type ColumnOverride = Mapping[string] | undefined;

/** What the mapping says of a sheet column: by index, by its very header, else by a header that differs in form only. */
export function columnOverride(mapping: Mapping | undefined, column: SheetColumn): ColumnOverride {
  if (!mapping) return undefined;
  if (Object.hasOwn(mapping, String(column.index))) return mapping[String(column.index)];
  if (Object.hasOwn(mapping, column.header)) return mapping[column.header];
  const plain = normaliseHeading(column.header);
  const alike = Object.keys(mapping).find((key) => plain !== '' && normaliseHeading(key) === plain);
  return alike === undefined ? undefined : mapping[alike];
}

/** The columns that an import takes: where hidden ones are to stay out, those of them that the mapping names. */
export function shownColumns(
  columns: readonly SheetColumn[],
  spec: Pick<ImportSpec, 'mapping' | 'skipHidden'>,
): readonly SheetColumn[] {
  if (!spec.skipHidden) return columns;
  return columns.filter((column) => !column.hidden || columnOverride(spec.mapping, column) !== undefined);
}

/** A mapping that names what the sheet has not is a mistake worth telling, not one to pass over. */
function checkMapping(mapping: Mapping | undefined, columns: readonly SheetColumn[]): void {
  for (const key of Object.keys(mapping ?? {})) {
    const known = columns.some(
      (column) =>
        String(column.index) === key ||
        column.header === key ||
        normaliseHeading(column.header) === normaliseHeading(key),
    );
    if (!known) throw new AppError('invalid_mapping', { detail: `the sheet has no column "${key}"` });
  }
}

function planFor(
  column: SheetColumn,
  override: NonNullable<ColumnOverride> | undefined,
  type: ColumnType,
  wire: ColumnPlan['wire'],
): ColumnPlan {
  const dateOrder = override?.dateOrder ?? column.dateOrder;
  const decimal = override?.decimal ?? column.decimal;
  return {
    source: column.index,
    type,
    wire,
    ...(dateOrder ? { dateOrder } : {}),
    ...(decimal ? { decimal } : {}),
    ...(override?.values ? { values: override.values } : {}),
    ...(override?.trim === false ? { trim: false } : {}),
    ...(column.nothingWords && isMeasure(type) ? { nothing: column.nothingWords } : {}),
  };
}

/** Numbers and dates, in whose columns a word such as `NA` says that there is nothing. */
function isMeasure(type: ColumnType): boolean {
  return type !== 'text' && type !== 'boolean';
}

/**
 * Columns for a table that is to be made of the sheet.
 * @throws AppError `invalid_mapping`, `no_columns`, `invalid_key`
 */
export function mapToNew(
  sheet: readonly SheetColumn[],
  mapping: Mapping | undefined,
  key: readonly string[],
): { routes: Route[]; columns: MappedColumn[]; key: string[] } {
  checkMapping(mapping, sheet);
  const taken = sheet.flatMap((column) => {
    const override = columnOverride(mapping, column);
    return override === null ? [] : [{ column, override, label: override?.column ?? column.header }];
  });
  if (taken.length === 0) throw new AppError('no_columns');
  const names = columnNames(taken.map(({ label }) => label));
  const keyNames = key.map((wanted) => {
    const at = taken.findIndex(
      ({ label, column }, i) => label === wanted || column.header === wanted || names[i] === wanted,
    );
    if (at < 0) throw new AppError('invalid_key', { detail: `there is no column "${wanted}"` });
    return names[at]!;
  });
  const routes = taken.map(({ column, override }, i): Route => {
    const type = override?.type ?? column.type;
    const plan = planFor(column, override, type, createdWire(type, column));
    if (keyNames.includes(names[i]!)) plan.required = true;
    return { plan, name: names[i]!, guessed: override?.type === undefined };
  });
  const columns = taken.map(
    ({ column, label }, i): MappedColumn => ({
      name: names[i]!,
      label,
      type: routes[i]!.plan.type,
      zoned: routes[i]!.plan.wire === 'timestamptz',
      ...currencyOf(column, routes[i]!.plan.type),
    }),
  );
  return { routes, columns, key: keyNames };
}

/**
 * Columns for a table that exists: what the mapping says, and headings that surely mean one of the table's.
 * @param blank what blank cells do in columns of which nothing else is said
 * @returns also the columns that the mapping adds to the table
 * @throws AppError `invalid_mapping`, `no_columns`
 */
export function mapToExisting(
  sheet: readonly SheetColumn[],
  mapping: Mapping | undefined,
  table: Table,
  labels: Labels,
  blank?: Blank,
): { routes: Route[]; added: MappedColumn[] } {
  checkMapping(mapping, sheet);
  const open = table.columns.filter((column) => !column.hidden && !column.generated && column.identity !== 'always');
  const find = (words: string) =>
    findColumn(open, words, ({ name }) => labels.get(name)) ??
    open.find(
      (column) =>
        normaliseHeading(words) !== '' &&
        [column.name, labels.get(column.name) ?? ''].some((name) => normaliseHeading(name) === normaliseHeading(words)),
    );
  const used = new Map<string, string>();
  const routes: Route[] = [];
  const take = (
    column: SheetColumn,
    override: NonNullable<ColumnOverride> | undefined,
    target: Table['columns'][number],
  ) => {
    used.set(target.name, column.header);
    const plan = planFor(column, override, target.type, target.wire);
    const does = override?.blank ?? blank;
    // Where what is there stays, only the table knows whether a blank leaves a row without it.
    if (isFillNeeded(target) && does !== 'keep') plan.required = true;
    routes.push({ plan, name: target.name, guessed: false, ...(does ? { blank: does } : {}) });
  };
  const added: MappedColumn[] = [];
  const add = (column: SheetColumn, override: NonNullable<ColumnOverride>) => {
    const taken = [...table.columns, ...added].map(({ name }) => name);
    const type = override.type ?? column.type;
    const name = columnNames([override.column], taken)[0]!;
    const zoned = createdWire(type, column) === 'timestamptz';
    added.push({ name, label: override.column, type, zoned, ...currencyOf(column, type) });
    routes.push({
      plan: planFor(column, override, type, createdWire(type, column)),
      name,
      guessed: override.type === undefined,
    });
  };
  // What a person said comes first; what is only matched takes what is left.
  const unsaid: SheetColumn[] = [];
  for (const column of sheet) {
    const override = columnOverride(mapping, column);
    if (override === undefined) unsaid.push(column);
    if (!override) continue;
    const target = find(override.column);
    if (!target && override.add) {
      const alike = added.find(({ label }) => normaliseHeading(label!) === normaliseHeading(override.column));
      if (alike)
        throw new AppError('invalid_mapping', { detail: `two columns of the sheet both add "${alike.label}"` });
      add(column, override);
      continue;
    }
    if (!target) throw new AppError('invalid_mapping', { detail: `the table has no column "${override.column}"` });
    const before = used.get(target.name);
    if (before !== undefined)
      throw new AppError('invalid_mapping', {
        detail: `"${before}" and "${column.header}" both go to "${override.column}"`,
      });
    take(column, override, target);
  }
  const left = open.filter((column) => !used.has(column.name));
  for (const { source, target } of matchSurely(unsaid, left, labels)) take(unsaid[source]!, undefined, left[target]!);
  if (routes.length === 0) throw new AppError('no_columns');
  const missing = open.find((column) => isFillNeeded(column) && !used.has(column.name));
  if (missing) {
    throw new AppError('invalid_mapping', {
      detail: `"${labels.get(missing.name) ?? missing.name}" is required, and no column of the sheet is mapped to it`,
    });
  }
  return { routes: routes.sort((a, b) => a.plan.source - b.plan.source), added };
}

/** Whether a new row must bring a value for the column. */
function isFillNeeded({ required, defaultSql, identity }: Table['columns'][number]): boolean {
  return required && defaultSql === undefined && identity === undefined;
}

/** Matches that need nobody to look at them. */
function matchSurely(sheet: readonly SheetColumn[], table: readonly Table['columns'][number][], labels: Labels) {
  const sources = sheet.map(({ header, leafHeader, type, samples, warnings }) => ({
    heading: header,
    leafHeader,
    type,
    samples,
    nameless: warnings.some(({ code }) => code === 'empty_header'),
  }));
  const targets = table.map((column) => ({ ...column, label: labels.get(column.name) ?? column.name }));
  return matchColumns(sources, targets).filter(({ confidence }) => confidence >= SURE);
}
