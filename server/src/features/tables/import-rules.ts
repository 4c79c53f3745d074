import type { TableChange } from '@sheetport/contract';
import { spaceImports } from '@sheetport/core';
import type { PoolClient } from 'pg';

/**
 * Change what a table says of imports. What is undefined stays; null takes it away. Imports that wait for their minute wait by the new limit.
 * In: the transaction of a change of the table, which has locked its record.
 */
export async function changeImportRules(
  client: PoolClient,
  tableId: string,
  { newColumns, importsPerMinute }: Pick<TableChange, 'newColumns' | 'importsPerMinute'>,
): Promise<void> {
  if (newColumns !== undefined)
    await client.query('UPDATE sheetport."table" SET new_columns = $2, updated_at = now() WHERE id = $1', [
      tableId,
      newColumns,
    ]);
  if (importsPerMinute === undefined) return;
  await client.query('UPDATE sheetport."table" SET imports_per_minute = $2, updated_at = now() WHERE id = $1', [
    tableId,
    importsPerMinute,
  ]);
  await spaceImports(client, tableId);
}
