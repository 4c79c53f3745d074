import type { Records } from '@sheetport/prisma';

/** The id of this service: of its database, whichever server asks. The migration made it. */
export async function readInstanceId(records: Records): Promise<string> {
  return (await records.instance.findUniqueOrThrow({ where: { only: true } })).id;
}
