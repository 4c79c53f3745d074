import { unnamedColumn } from '@sheetport/contract';

/** The heading of a sheet column, also of one that inspection did not list. */
export function headingOf(columns: readonly { index: number; header: string }[], index: number): string {
  return columns.find((column) => column.index === index)?.header ?? unnamedColumn(index);
}
