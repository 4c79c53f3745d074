import { NewColumnsChoice, NewColumnsPolicy } from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import type { LinkOptions } from './link-mapping.ts';

type Records = Pick<Prisma.TransactionClient, 'table'>;

/** What becomes of new columns of the files of a feed: what it says, or what its table does. */
export async function readFeedPolicy(
  records: Records,
  { tableId, newColumns }: { tableId: string; newColumns: string },
): Promise<NewColumnsPolicy> {
  const chosen = NewColumnsChoice.parse(newColumns);
  return chosen === 'table' ? ((await readTablePolicy(records, tableId)) ?? 'refuse') : chosen;
}

/** The same of an upload link. Nobody outside adds a column. */
export async function readLinkPolicy(
  records: Records,
  tableId: string,
  { newColumns }: Pick<LinkOptions, 'newColumns'>,
): Promise<'refuse' | 'ignore'> {
  if (newColumns !== 'table') return newColumns;
  return (await readTablePolicy(records, tableId)) === 'refuse' ? 'refuse' : 'ignore';
}

async function readTablePolicy(records: Records, id: string): Promise<NewColumnsPolicy | null> {
  const table = await records.table.findUnique({ where: { id }, select: { newColumns: true } });
  return NewColumnsPolicy.nullable()
    .catch(null)
    .parse(table?.newColumns ?? null);
}
