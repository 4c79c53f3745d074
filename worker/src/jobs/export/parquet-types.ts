/** How a parquet file stores the columns of a table: true to their types, and to what their values need. */
import type { ParquetType } from '@sheetport/sheets';
import { type Column, readValueBounds, type ValueBounds } from '@sheetport/tables';
import type pg from 'pg';
import type { WantedSheet } from './plan-sheets.ts';

/** Digits that a decimal of Parquet has at most. */
const MAX_DIGITS = 38;

/**
 * The plan of a sheet with the type of each column. In the snapshot of the export, so that every value fits where `all` are looked at.
 * Of `some`, one may not: the encoder then throws SheetError 'value_does_not_fit'. Looking at all of a million rows takes a fifth of their export.
 */
export async function withParquetTypes(
  client: pg.Client,
  wanted: WantedSheet,
  look: 'all' | 'some',
): Promise<WantedSheet> {
  const { table, columns, asked, plan } = wanted;
  const bounds = await readValueBounds(client, table, columns, asked.filter, look);
  const planned = plan.columns.map((column, i) => ({ ...column, parquet: parquetType(columns[i]!, bounds[i]!) }));
  return { ...wanted, plan: { ...plan, columns: planned } };
}

/** What no type of Parquet holds in every row stays text, as PostgreSQL prints it: infinity, NaN, numbers of more than 38 digits. */
export function parquetType({ type, wire, numeric }: Column, bounds: ValueBounds | null): ParquetType {
  if (type === 'text' || bounds?.finite === false) return 'text';
  switch (wire) {
    case 'int2':
    case 'int4':
      return 'int32';
    case 'int8':
      return 'int64';
    case 'float4':
    case 'float8':
      return 'double';
    case 'bool':
      return 'boolean';
    case 'date':
    case 'time':
    case 'timestamp':
      return wire;
    case 'timestamptz':
      return 'instant';
    case 'numeric':
      return decimalType(numeric, bounds);
    default:
      return 'text';
  }
}

/** As the column says; else wide enough for its values, so that a year's files need not agree on more than they hold. */
function decimalType(declared: Column['numeric'], bounds: ValueBounds | null): ParquetType {
  if (declared && declared.precision <= MAX_DIGITS && declared.scale >= 0 && declared.scale <= declared.precision)
    return declared;
  if (!bounds?.digits) return 'text';
  const { whole, scale } = bounds.digits;
  const precision = whole + scale;
  return precision > MAX_DIGITS ? 'text' : { precision: Math.max(18, precision), scale };
}
