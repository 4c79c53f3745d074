import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './generated/client.ts';

export type Records = PrismaClient;

/** The service's records over a pool that the caller owns and ends. */
export function openRecords(pool: pg.Pool): Records {
  return new PrismaClient({ adapter: new PrismaPg(pool, { schema: 'sheetport' }) });
}
