import { type EffectiveMapping, hasDay } from '@sheetport/contract';
import type { Table } from '@sheetport/tables';
import type { Load } from './load.ts';
import { columnOverride, type Labels, type Route } from './mapping.ts';

/** What an import reads and where each column goes, for its history: what was said, and what was matched by itself. */
export function effectiveMappingOf(
  { spec, source }: Load,
  { table, routes, labels }: { table: Table; routes: readonly Route[]; labels: Labels },
): EffectiveMapping {
  const { sheet } = source;
  const routed = new Map(routes.map((route) => [route.plan.source, route]));
  const called = (name: string) => labels.get(name) ?? name;
  const key =
    spec.key && spec.key.length > 0 ? spec.key : table.key.filter((name) => !isHidden(table, name)).map(called);
  return {
    sheet: sheet.name,
    headerRow: sheet.headerRow,
    mode: spec.mode,
    key,
    onReject: spec.onReject,
    table: `${table.schema}.${table.name}`,
    columns: sheet.columns.flatMap((column) => {
      const route = routed.get(column.index);
      if (!route) return [];
      const { type, dateOrder, decimal } = route.plan;
      return [
        {
          index: column.index,
          header: column.header,
          column: route.name,
          label: called(route.name),
          type,
          explicit: Boolean(columnOverride(spec.mapping, column)),
          ...(dateOrder && hasDay(type) ? { dateOrder } : {}),
          ...(decimal && (type === 'decimal' || type === 'integer') ? { decimal } : {}),
        },
      ];
    }),
    ignored: sheet.columns.filter(({ index }) => !routed.has(index)).map(({ header }) => header),
  };
}

function isHidden(table: Table, name: string): boolean {
  return table.columns.some((column) => column.name === name && column.hidden === true);
}
