/** How much one person, and all of them, may keep and ask for. Exact also where many ask at once: each check waits for the one before. */
import { AppError, FIRST_OWNER, formatBytes, type Settings } from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

const KINDS = ['storedBytes', 'openJobs', 'rowsPerDay'] as const;
type QuotaKind = (typeof KINDS)[number];
/** 0: no limit. */
type Quota = Record<QuotaKind, number>;

export interface Quotas {
  /** Of each person. */
  person: Quota;
  /** Of all together. */
  all: Quota;
}

/** What is used: by one person, and by all. */
export type Usage = Record<QuotaKind, { person: number; all: number }>;

/** What is asked for. 0 asks whether anything more fits at all. */
export type QuotaNeed = Partial<Quota>;

/** The quotas that the settings name. */
export function quotasOf(settings: Settings): Quotas {
  return {
    person: {
      storedBytes: settings.MAX_STORED_BYTES_PER_PERSON,
      openJobs: settings.MAX_OPEN_JOBS_PER_PERSON,
      rowsPerDay: settings.MAX_ROWS_PER_DAY_PER_PERSON,
    },
    all: {
      storedBytes: settings.MAX_STORED_BYTES,
      openJobs: settings.MAX_OPEN_JOBS,
      rowsPerDay: settings.MAX_ROWS_PER_DAY,
    },
  };
}

const OwnQuota = z.object({
  storedBytes: z.coerce.number().nullable(),
  openJobs: z.coerce.number().nullable(),
  rowsPerDay: z.coerce.number().nullable(),
});

/** The quotas that hold for a person: their own, where an owner has set some, and those of all together. */
export async function readQuotas(db: Queryable, quotas: Quotas, personId: string): Promise<Quotas> {
  const [own] = await queryRows(
    db,
    OwnQuota,
    `SELECT max_stored_bytes::float8 AS "storedBytes", max_open_jobs AS "openJobs", max_rows_per_day::float8 AS "rowsPerDay"
       FROM sheetport.person WHERE id = $1`,
    [personId],
  );
  const { person, all } = quotas;
  const of = (kind: QuotaKind) => own?.[kind] ?? person[kind];
  return { person: { storedBytes: of('storedBytes'), openJobs: of('openJobs'), rowsPerDay: of('rowsPerDay') }, all };
}

const Used = z.object({ person: z.coerce.number(), all: z.coerce.number() });
/** What versions before people made was the owner's. */
const OWN = `coalesce(created_by, '${FIRST_OWNER}') = $1`;

/** What counts against each quota. */
const USED: Readonly<Record<QuotaKind, string>> = {
  storedBytes: `SELECT coalesce(sum(bytes) FILTER (WHERE ${OWN}), 0)::float8 AS person, coalesce(sum(bytes), 0)::float8 AS all
      FROM (SELECT created_by, bytes FROM sheetport.file WHERE state <> 'gone'
            UNION ALL
            SELECT created_by, bytes FROM sheetport.export_template
            UNION ALL
            SELECT created_by, (result ->> 'bytes')::bigint FROM sheetport.job
             WHERE kind = 'export' AND state = 'succeeded' AND NOT result ? 'gone') AS stored`,
  openJobs: `SELECT count(*) FILTER (WHERE ${OWN})::float8 AS person, count(*)::float8 AS all
      FROM sheetport.job WHERE state IN ('queued', 'running') AND kind <> 'inspect'`,
  rowsPerDay: `SELECT coalesce(sum(inserted + updated) FILTER (WHERE ${OWN}), 0)::float8 AS person, coalesce(sum(inserted + updated), 0)::float8 AS all
      FROM sheetport.job WHERE kind IN ('import', 'edit') AND state = 'succeeded' AND finished_at > now() - interval '1 day'
       AND spec ->> 'dryRun' IS DISTINCT FROM 'true'`,
};

/** Locks of checks that wait for each other, until the end of their transactions. No other locks have these numbers. */
const LOCKS: Readonly<Record<QuotaKind, number>> = {
  storedBytes: 7_733_784_521,
  openJobs: 7_733_784_522,
  rowsPerDay: 7_733_784_523,
};

/** What a person and all together use now. */
export async function readUsage(db: Queryable, personId: string): Promise<Usage> {
  const [storedBytes, openJobs, rowsPerDay] = await Promise.all(KINDS.map((kind) => readUsed(db, kind, personId)));
  return { storedBytes: storedBytes!, openJobs: openJobs!, rowsPerDay: rowsPerDay! };
}

async function readUsed(db: Queryable, kind: QuotaKind, personId: string): Promise<{ person: number; all: number }> {
  const [used] = await queryRows(db, Used, USED[kind], [personId]);
  return used!;
}

/**
 * Refuse what would exceed a quota. To be exact, call it in the transaction that records what is asked for, near its end: others who ask wait
 * for its end. Outside a transaction it is an early answer only.
 * @param standard those of the settings; a person may have their own
 * @param personId whoever asks; null for nobody, who is counted with the first owner
 * @throws AppError `quota_storage`, `quota_jobs` or `quota_rows`
 */
export async function refuseOverQuota(
  db: Queryable,
  standard: Quotas,
  personId: string | null,
  need: QuotaNeed,
): Promise<void> {
  const quotas = await readQuotas(db, standard, personId ?? FIRST_OWNER);
  for (const kind of KINDS) {
    const needed = need[kind];
    if (needed === undefined || (quotas.person[kind] === 0 && quotas.all[kind] === 0)) continue;
    await db.query('SELECT count(*) FROM pg_advisory_xact_lock($1::text::bigint)', [String(LOCKS[kind])]);
    const used = await readUsed(db, kind, personId ?? FIRST_OWNER);
    for (const whose of ['person', 'all'] as const) {
      const limit = quotas[whose][kind];
      if (limit > 0 && used[whose] + Math.max(needed, 1) > limit)
        throw overQuota(kind, whose, used[whose], limit, needed);
    }
  }
}

function overQuota(kind: QuotaKind, whose: 'person' | 'all', used: number, limit: number, needed: number): AppError {
  const who = whose === 'person' ? 'you' : 'all people of this service together';
  if (kind !== 'storedBytes')
    return new AppError(kind === 'openJobs' ? 'quota_jobs' : 'quota_rows', { who, used, limit });
  return new AppError('quota_storage', {
    who,
    used: formatBytes(used),
    limit: formatBytes(limit),
    needed: needed > 0 ? formatBytes(needed) : 'more',
  });
}

/**
 * The same for the rows that an import has written, in its transaction, before it is settled.
 * @throws AppError `quota_rows`
 */
export async function refuseRowsOverQuota(
  db: Queryable,
  settings: Settings,
  personId: string | null,
  written: { inserted: number; updated: number },
): Promise<void> {
  const rowsPerDay = written.inserted + written.updated;
  if (rowsPerDay > 0) await refuseOverQuota(db, quotasOf(settings), personId, { rowsPerDay });
}

/** A transaction of the records as what runs SQL. */
export function queryableOf(tx: { $queryRawUnsafe<T>(sql: string, ...values: unknown[]): Promise<T> }): Queryable {
  return {
    async query(text, values = []) {
      const rows = await tx.$queryRawUnsafe<Record<string, unknown>[]>(text, ...values);
      return { rows, rowCount: rows.length };
    },
  };
}
