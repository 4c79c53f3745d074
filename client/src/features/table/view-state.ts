/** How somebody looks at a table, as a saved view keeps it. Pure. */
import type { Column, Sort, ViewDefinition } from '@sheetport/contract';
import type { View } from '../export/export-choice.ts';
import { formatsByName, mergeFormats } from '../formats/column-formats.ts';
import { NARROWEST, orderColumns, readArrangement, shownColumns, type TableState, WIDEST } from './table-state.ts';

/** What a view keeps of the current state of a table's page. Columns in the order of the table are not kept. */
export function toDefinition(
  { sort, filter, columns: arrangement }: TableState,
  columns: readonly Column[],
): ViewDefinition {
  const { order, hidden = [], widths = {}, pinned, formats = {}, groupBy } = arrangement;
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
    ...(groupBy !== undefined && { groupBy }),
    ...(Object.keys(formats).length > 0 && { formats: mergeFormats([], formats, columns) }),
  };
}

/** What an export of what is shown has. */
export function toView({ filter, columns: arrangement }: TableState, sort: Sort, columns: readonly Column[]): View {
  const { order, hidden = [], formats, groupBy } = arrangement;
  const isArranged = order !== undefined || hidden.length > 0;
  return {
    filter,
    sort,
    formats,
    groupBy,
    columns: isArranged ? shownColumns(columns, arrangement).map(({ name }) => name) : undefined,
  };
}

/** How a view looks at the table. */
export function toState(
  { filter, sort = [], columns = [], pinned = 0, formats = [], groupBy }: ViewDefinition,
  known: readonly Column[],
): TableState {
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
      formats: formatsByName(formats, known),
      groupBy: known.find(({ name, label }) => name === groupBy || label === groupBy)?.name,
    }),
  };
}

/** What is kept of a view when it is saved as the table is looked at now: what the page does not show of it, such as totals and colours. */
export function saveOver(
  { formats: kept = [], workbook }: ViewDefinition,
  definition: ViewDefinition,
  columns: readonly Column[],
): ViewDefinition {
  const formats = mergeFormats(kept, formatsByName(definition.formats ?? [], columns), columns);
  return { ...definition, formats: formats.length > 0 ? formats : undefined, workbook };
}

/** Whether a view shows the table as a definition does. The service does not keep the order of fields. */
export function isSameView(view: ViewDefinition, definition: ViewDefinition, columns: readonly Column[]): boolean {
  return (
    sorted(toDefinition(toState(view, columns), columns)) ===
    sorted(toDefinition(toState(definition, columns), columns))
  );
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
