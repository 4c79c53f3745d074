import { Column } from '@sheetport/contract';
import { z } from 'zod';

const Columns = z.array(Column);

/** The columns of a table as people know them, out of its record. */
export function readColumns(stored: unknown): Column[] {
  return Columns.parse(stored);
}
