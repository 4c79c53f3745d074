/** How somebody looks at a table, as a saved view keeps it. Pure. */
import type { Column, ViewDefinition } from '@sheetport/contract';
import { NARROWEST, orderColumns, readArrangement, type TableState, WIDEST } from './table-state.ts';

/** What a view keeps of how a table is looked at now. Where columns stand as the table has them, it says nothing of them. */
export function toDefinition(
  { sort, filter, columns: arrangement }: TableState,
  columns: readonly Column[],
): ViewDefinition {
  const { order, hidden = [], widths = {}, pinned } = arrangement;
  const isArranged = order !== undefined || hidden.length > 0 || Object.keys(widths).length > 0;
  return {
    ...(filter && { filter }),
    ...(sort.length > 0 && { sort }),
    ...(isArranged && {
      columns: orderColumns(columns, arrangement).map(({ name }) => ({
        name,
        ...(hidden.includes(name) && { hidden: true }),
        ...(Object.hasOwn(widths, name) && { width: widths[name] }),
      })),
    }),
    ...(pinned && { pinned }),
  };
}

/** How a view looks at the table. */
export function toState({ filter, sort = [], columns = [], pinned = 0 }: ViewDefinition): TableState {
  const widths = columns.flatMap(({ name, width }) =>
    width === undefined ? [] : [[name, Math.max(NARROWEST, Math.min(WIDEST, width))] as const],
  );
  return {
    sort,
    filter,
    columns: readArrangement({
      order: columns.map(({ name }) => name),
      hidden: columns.flatMap(({ name, hidden }) => (hidden ? [name] : [])),
      widths: Object.fromEntries(widths),
      pinned,
    }),
  };
}

/** Whether a view shows the table as a definition does. The service does not keep the order of fields. */
export function isSameView(view: ViewDefinition, definition: ViewDefinition, columns: readonly Column[]): boolean {
  return sorted(toDefinition(toState(view), columns)) === sorted(toDefinition(toState(definition), columns));
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
