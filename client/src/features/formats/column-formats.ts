/** How columns of a table show their values: what a person chose, by the names of the columns. Pure. */
import { type Column, type ColumnFormat, checkColumnFormat, type Value, ValueFormat } from '@sheetport/contract';
import { formatCode, makeShow } from '@sheetport/contract/formats';

export type ColumnFormats = Readonly<Record<string, ValueFormat>>;

/** As many as a view may have. */
const MOST_FORMATS = 1500;

/** What an address, or a store of the browser, says. What does not fit is dropped. */
export function readFormats(value: unknown): ColumnFormats {
  if (typeof value !== 'object' || value === null) return {};
  const read = Object.entries(value)
    .slice(0, MOST_FORMATS)
    .flatMap(([name, one]) => {
      const { success, data } = ValueFormat.safeParse(one);
      return success ? [[name, data] as const] : [];
    });
  return Object.fromEntries(read);
}

/** The formats of a view that fit the table's columns, by the names of the columns. A view may name a column by its label. */
export function formatsByName(formats: readonly ColumnFormat[], columns: readonly Column[]): ColumnFormats {
  const found = formats.flatMap((format) => {
    const column =
      columns.find(({ name }) => name === format.column) ?? columns.find(({ label }) => label === format.column);
    if (!column || !format.value || checkColumnFormat(column.type, { column: '', value: format.value })) return [];
    return [[column.name, format.value] as const];
  });
  return Object.fromEntries(found);
}

/** The formats of a view with the values shown in another way; totals, colours and widths stay. */
export function mergeFormats(
  kept: readonly ColumnFormat[],
  formats: ColumnFormats,
  columns: readonly Column[],
): ColumnFormat[] {
  const nameOf = ({ column }: ColumnFormat) =>
    (columns.find(({ name }) => name === column) ?? columns.find(({ label }) => label === column))?.name ?? column;
  const rest = new Map(kept.map(({ value: _, ...format }) => [nameOf(format), format]));
  const names = new Set([...rest.keys(), ...Object.keys(formats)]);
  return [...names].flatMap((name) => {
    const value = Object.hasOwn(formats, name) ? formats[name] : undefined;
    const { column: _, ...more } = rest.get(name) ?? { column: name };
    return value || Object.keys(more).length > 0 ? [{ column: name, ...(value && { value }), ...more }] : [];
  });
}

/** A value as a format shows it, and whether it stands out as negative. */
export interface Shown {
  text: string;
  isRed: boolean;
}

/** What shows the values of a column, as an export does; undefined where the format does not fit the column. */
export function makeShown(
  { type }: Pick<Column, 'type'>,
  format: ValueFormat | undefined,
  language: string,
): ((value: Exclude<Value, null | boolean>) => Shown) | undefined {
  if (!format || checkColumnFormat(type, { column: '', value: format })) return undefined;
  const show = makeShow({ type, format: formatCode(type, format) }, language);
  if (!show) return undefined;
  const marksRed = 'negative' in format && format.negative === 'red';
  return (value) => {
    const text = show(String(value));
    return { text, isRed: marksRed && text.startsWith('-') };
  };
}
