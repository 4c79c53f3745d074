/**
 * How somebody looks at a table: one plain object that goes into the address as it is, and can be kept under a name. Pure.
 */
import type { Column, Filter, Sort } from '@sheetport/contract';
import { type ColumnFormats, readFormats } from '../formats/column-formats.ts';

/** How the columns stand. What it does not name stands as the table has it. */
export interface ColumnArrangement {
  /** Names from the left; columns that are not named follow. */
  order?: string[];
  hidden?: string[];
  /** In pixels. */
  widths?: Record<string, number>;
  /** How many columns, from the left, stay in view. */
  pinned?: number;
  /** How values are shown. */
  formats?: ColumnFormats;
  /** The column whose equal values stand together. */
  groupBy?: string;
}

export interface TableState {
  sort: Sort;
  filter: Filter | undefined;
  columns: ColumnArrangement;
}

const MOST_COLUMNS = 2000;
export const NARROWEST = 48;
export const WIDEST = 1200;

/** What an address, or a store of the browser, says of the columns. What does not fit is dropped. */
export function readArrangement(value: unknown): ColumnArrangement {
  if (typeof value !== 'object' || value === null) return {};
  const { order, hidden, widths, pinned, formats, groupBy } = value as Record<string, unknown>;
  const sizes = Object.entries(typeof widths === 'object' && widths ? widths : {}).filter(
    ([, width]) => typeof width === 'number' && width >= NARROWEST && width <= WIDEST,
  );
  return tidy({
    order: names(order),
    hidden: names(hidden),
    widths: Object.fromEntries(sizes.slice(0, MOST_COLUMNS)) as Record<string, number>,
    pinned: Number.isInteger(pinned) && (pinned as number) > 0 ? (pinned as number) : 0,
    formats: readFormats(formats),
    groupBy: typeof groupBy === 'string' ? groupBy : undefined,
  });
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string').slice(0, MOST_COLUMNS) : [];
}

/** Without default values, so that the address of a plain table is short. */
function tidy({
  order = [],
  hidden = [],
  widths = {},
  pinned = 0,
  formats = {},
  groupBy,
}: { [Part in keyof ColumnArrangement]: ColumnArrangement[Part] | undefined }): ColumnArrangement {
  return {
    ...(order.length > 0 && { order }),
    ...(hidden.length > 0 && { hidden }),
    ...(Object.keys(widths).length > 0 && { widths }),
    ...(pinned > 0 && { pinned }),
    ...(Object.keys(formats).length > 0 && { formats }),
    ...(groupBy !== undefined && { groupBy }),
  };
}

/** All columns in the order of an arrangement, hidden ones too. */
export function orderColumns(columns: readonly Column[], { order = [] }: ColumnArrangement): Column[] {
  const places = new Map(order.map((name, place) => [name, place]));
  return columns
    .map((column, place) => ({ column, place: places.get(column.name) ?? order.length + place }))
    .sort((a, b) => a.place - b.place)
    .map(({ column }) => column);
}

/** The columns that are shown, from the left. At least one is: a table without columns could not be mended. */
export function shownColumns(columns: readonly Column[], arrangement: ColumnArrangement): Column[] {
  const hidden = new Set(arrangement.hidden);
  const ordered = orderColumns(columns, arrangement);
  const shown = ordered.filter(({ name }) => !hidden.has(name));
  return shown.length > 0 ? shown : ordered.slice(0, 1);
}

/** Put a column where another one is; columns are named by the place at which they are shown. */
export function moveColumn(
  columns: readonly Column[],
  arrangement: ColumnArrangement,
  from: number,
  to: number,
): ColumnArrangement {
  const shown = shownColumns(columns, arrangement);
  const [moved, target] = [shown[from], shown[to]];
  if (!moved || !target || from === to) return arrangement;
  const all = orderColumns(columns, arrangement).map(({ name }) => name);
  const rest = all.filter((name) => name !== moved.name);
  const place = rest.indexOf(target.name) + (to > from ? 1 : 0);
  rest.splice(place, 0, moved.name);
  return tidy({ ...arrangement, order: rest });
}

export function hideColumn(arrangement: ColumnArrangement, name: string, isHidden: boolean): ColumnArrangement {
  const others = (arrangement.hidden ?? []).filter((one) => one !== name);
  return tidy({ ...arrangement, hidden: isHidden ? [...others, name] : others });
}

export function resizeColumn(arrangement: ColumnArrangement, name: string, width: number): ColumnArrangement {
  const size = Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
  return tidy({ ...arrangement, widths: { ...arrangement.widths, [name]: size } });
}

/** Without a width of its own a column fits what it shows. */
export function fitColumn(arrangement: ColumnArrangement, name: string): ColumnArrangement {
  return tidy({
    ...arrangement,
    widths: Object.fromEntries(Object.entries(arrangement.widths ?? {}).filter(([one]) => one !== name)),
  });
}

export function pinColumns(arrangement: ColumnArrangement, count: number): ColumnArrangement {
  return tidy({ ...arrangement, pinned: count });
}

/** The order after a press on a heading: up, down, none. */
export function turnSort(sort: Sort, name: string): Sort {
  const at = sort.find(({ column }) => column === name);
  if (!at) return [{ column: name }];
  return at.desc ? [] : [{ column: name, desc: true }];
}

/** Show the values of a column in another way; undefined for as they are. */
export function formatColumn(
  arrangement: ColumnArrangement,
  name: string,
  format: ColumnFormats[string] | undefined,
): ColumnArrangement {
  const others = Object.fromEntries(Object.entries(arrangement.formats ?? {}).filter(([one]) => one !== name));
  return tidy({ ...fitColumn(arrangement, name), formats: { ...others, ...(format && { [name]: format }) } });
}

/** Let the equal values of a column stand together; undefined for none. */
export function groupRows(arrangement: ColumnArrangement, groupBy: string | undefined): ColumnArrangement {
  return tidy({ ...arrangement, groupBy });
}

/** The column that groups the rows, where the table has it. */
export function groupOf(columns: readonly Column[], { groupBy }: ColumnArrangement): Column | undefined {
  return columns.find(({ name }) => name === groupBy);
}

/** The order of the rows: first by the column that groups them. */
export function rowOrder(sort: Sort, group: Column | undefined): Sort {
  if (!group) return sort;
  const own = sort.find(({ column }) => column === group.name) ?? { column: group.name };
  return [own, ...sort.filter((one) => one !== own)];
}
