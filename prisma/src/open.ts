import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { JobKind, PrismaClient } from './generated/client.ts';

export type Records = PrismaClient;

/** While a later version takes over, there may be jobs of kinds that only that knows. One of them in a list would fail the whole list. */
const KNOWN = { kind: { in: Object.values(JobKind) } };

/** The service's records over a pool that the caller owns and ends. Jobs of unknown kinds are not there. */
export function openRecords(pool: pg.Pool): Records {
  const records = new PrismaClient({ adapter: new PrismaPg(pool, { schema: 'sheetport' }) });
  const known = records.$extends({
    query: {
      job: {
        findUnique: ({ args, query }) => query({ ...args, where: Object.assign({ ...KNOWN }, args.where) }),
        findFirst: ({ args, query }) => query({ ...args, where: { ...KNOWN, ...args.where } }),
        findMany: ({ args, query }) => query({ ...args, where: { ...KNOWN, ...args.where } }),
        groupBy: ({ args, query }) => query({ ...args, where: { ...KNOWN, ...args.where } }),
      },
    },
  });
  return known as unknown as Records;
}
