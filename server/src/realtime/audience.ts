import { type Job, referencedTables, type TableRole } from '@sheetport/contract';
import { queryRows, readColumns, readTableRoles, withoutReference } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { readJobRoles } from '../auth/object-roles.ts';
import type { Principal } from '../auth/principal.ts';
import { ALL_JOBS, roomOf, type SocketServer } from './rooms.ts';

/** What of a job a person may know. */
export interface JobShare {
  role: TableRole;
  /** Tables that its result names and that the person may not know of. */
  hidden: ReadonlySet<string>;
}

/** Whether somebody may see a job is asked again after so long: a right that is taken away ends what they are sent within it. */
const KEEP_MS = 1000;
/** Answers that are kept. */
const MAX_KEPT = 10_000;
const NOTHING: ReadonlySet<string> = new Set();
const OWNERS: JobShare = { role: 'owner', hidden: NOTHING };

const TableColumns = z.object({ id: z.string(), columns: z.unknown().transform(readColumns) });

/** A job as a person may see it who has that share in it. */
export function shareJob(job: Job, { role, hidden }: JobShare): Job {
  if (hidden.size === 0 || !job.result) return { ...job, role };
  const { created, warnings, ...result } = job.result;
  return {
    ...job,
    role,
    result: {
      ...result,
      ...(created && { created: created.filter(({ tableId }) => !hidden.has(tableId)) }),
      ...(warnings && { warnings: warnings.map(withoutReference) }),
    },
  };
}

/** Who may see which jobs, for answers and for what sockets are sent. */
export class Audience {
  readonly #db: pg.Pool;
  readonly #log: FastifyBaseLogger;
  readonly #kept = new Map<string, { at: number; share: JobShare | null }>();

  constructor(db: pg.Pool, log: FastifyBaseLogger) {
    this.#db = db;
    this.#log = log;
  }

  /** What a person may know of some jobs, by their ids, in a few queries however many they are; those that they may not see are absent. */
  async sharesOf(principal: Principal, rows: readonly JobRecord[]): Promise<Map<string, JobShare>> {
    if (principal.role === 'owner') return new Map(rows.map(({ id }) => [id, OWNERS]));
    const roles = await readJobRoles(this.#db, principal, rows);
    const hidden = await this.#findHidden(
      principal,
      rows.filter(({ id }) => roles.get(id)),
    );
    return new Map(
      rows.flatMap(({ id }) => {
        const role = roles.get(id);
        return role ? [[id, { role, hidden: hidden.get(id) ?? NOTHING }] as const] : [];
      }),
    );
  }

  /** Tables that the results of jobs name, as far as the person may not know of them. */
  async #findHidden(principal: Principal, rows: readonly JobRecord[]): Promise<Map<string, ReadonlySet<string>>> {
    const named = rows.filter(({ result, tableId }) => tableId !== null && namesTables(result));
    if (named.length === 0) return new Map();
    const tables = await queryRows(
      this.#db,
      TableColumns,
      'SELECT id, columns FROM sheetport."table" WHERE id = ANY($1::uuid[])',
      [named.map(({ tableId }) => tableId)],
    );
    const referred = new Map(tables.map(({ id, columns }) => [id, referencedTables(columns)]));
    const idsOf = ({ tableId, result }: JobRecord) => [...(referred.get(tableId!) ?? []), ...createdIn(result)];
    const roles = await readTableRoles(this.#db, principal, named.flatMap(idsOf));
    return new Map(named.map((row) => [row.id, new Set(idsOf(row).filter((id) => !roles.get(id)))]));
  }

  /** Send a job to those who watch it, or all jobs, and may see it, as they may see it. */
  send(io: SocketServer, row: JobRecord, job: Job): void {
    const { adapter, sockets } = io.of('/');
    const watching = new Set([...(adapter.rooms.get(roomOf(row.id)) ?? []), ...(adapter.rooms.get(ALL_JOBS) ?? [])]);
    const people = new Map<string, { principal: Principal; sockets: string[] }>();
    for (const socketId of watching) {
      const principal = sockets.get(socketId)?.data.principal;
      if (!principal) continue;
      // Owners are told the same, so they are told together.
      const who = principal.role === 'owner' ? 'owner' : viewerOf(principal);
      const known = people.get(who);
      if (known) known.sockets.push(socketId);
      else people.set(who, { principal, sockets: [socketId] });
    }
    for (const { principal, sockets: ids } of people.values()) {
      const emit = (share: JobShare | null) => share && io.to(ids).emit('job', shareJob(job, share));
      const share = this.#known(principal, row);
      if (share !== undefined) emit(share);
      else
        void this.#learn(principal, row).then(emit, (error: unknown) =>
          // The poll sends it again, or the page asks.
          this.#log.debug({ job: row.id, err: error }, 'whether a job may be seen could not be read'),
        );
    }
  }

  #known(principal: Principal, row: JobRecord): JobShare | null | undefined {
    if (principal.role === 'owner') return OWNERS;
    const kept = this.#kept.get(keyOf(principal, row));
    return kept && Date.now() - kept.at < KEEP_MS ? kept.share : undefined;
  }

  async #learn(principal: Principal, row: JobRecord): Promise<JobShare | null> {
    const at = Date.now();
    const share = (await this.sharesOf(principal, [row])).get(row.id) ?? null;
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(keyOf(principal, row), { at, share });
    return share;
  }
}

/** A job that ends has a result, and perhaps a table that it had not. */
function keyOf(principal: Principal, { id: jobId, state, tableId }: JobRecord): string {
  return `${viewerOf(principal)} ${jobId} ${state} ${tableId}`;
}

/** Those with the same are told the same. A key for some tables is told less than its person. */
function viewerOf({ id, role, limit, keyId }: Principal): string {
  return limit ? `key ${keyId}` : `${id} ${role}`;
}

const Named = z.object({
  created: z.array(z.object({ tableId: z.string() })).optional(),
  warnings: z.array(z.object({ code: z.string() })).optional(),
});

function namesTables(result: unknown): boolean {
  const named = Named.safeParse(result).data;
  return named?.created !== undefined || named?.warnings?.some(({ code }) => code === 'not_referenced') === true;
}

function createdIn(result: unknown): string[] {
  return (Named.safeParse(result).data?.created ?? []).map(({ tableId }) => tableId);
}
