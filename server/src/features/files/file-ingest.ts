import { AppError, type DialectChoice, Id, type Lane } from '@sheetport/contract';
import { queryableOf, quotasOf, refuseOverQuota, type Sender, takeTurns } from '@sheetport/core';
import { type FileRecord, Prisma } from '@sheetport/prisma';
import { fileKey, previewKey, type Storage } from '@sheetport/storage';
import type { Deps } from '../../deps.ts';
import { cleanFileName } from '../../http/file-name.ts';
import { withTimeout } from '../../http/with-timeout.ts';
import { newId } from '../../id.ts';
import type { ChooseLane } from '../queues/lane-choice.ts';
import { hashFile, type StoredFile } from './stored-file.ts';
import type { UploadPieces } from './upload-pieces.ts';

/** Files on their way in: from stored bytes to a record and an inspection. */
export interface FileIngest {
  /** Record a file that is stored, and ask that it be inspected. */
  record(stored: StoredFile, name: string | null | undefined, sender: Sender, more?: RecordedWith): Promise<FileRecord>;
  /** Ask that a file be inspected anew, read as a person chose. What the inspection before it found is removed. */
  inspectAgain(file: FileRecord, choice: DialectChoice, sender: Sender): Promise<FileRecord>;
  /** Finish an upload all of whose pieces have come; once, however often and however many at a time ask for it. */
  finish(id: string, name: string | null | undefined, sender: Sender): Promise<FileRecord>;
  /** Wait for an upload that is being finished. */
  settled(id: string): Promise<void>;
  /** Remove bytes that were silent for long and that no record speaks of: their request never got an answer. */
  sweep(silentMs: number): Promise<number>;
}

export interface RecordedWith {
  /** How a person wants it read. */
  choice?: DialectChoice;
  /** Records that are written with the file or not at all. What it throws is thrown on; only after an AppError the bytes are removed. */
  alongside?: (tx: Prisma.TransactionClient) => Promise<void>;
}

/** Where an inspection waits, and its turn. */
interface InspectionOrder {
  lane: Lane;
  turn: number;
}

/** Files looked at in one query. */
const BATCH = 500;
/** Whoever records a file waits for those who record one now, where there is a quota. */
const RECORD_OPTIONS = { maxWait: 10_000, timeout: 20_000 };

export function openFileIngest(
  deps: Pick<Deps, 'settings' | 'pool' | 'records' | 'producer' | 'log'> & { chooseLane: ChooseLane },
  storage: Storage,
  pieces: UploadPieces,
  queueMs: number,
  onJob: (id: string) => void,
): FileIngest {
  const { pool, records, producer, log, chooseLane } = deps;
  const quotas = quotasOf(deps.settings);
  const finishing = new Map<string, Promise<FileRecord>>();

  async function record(
    stored: StoredFile,
    given: string | null | undefined,
    sender: Sender,
    { choice, alongside }: RecordedWith = {},
  ): Promise<FileRecord> {
    const name = cleanFileName(given);
    const inspectionId = newId();
    const order = await chooseOrder(stored.bytes, sender.id);
    // Should this fail, the bytes stay: a lost connection does not tell whether the row is there. The sweep looks later.
    const insert = async (tx: Prisma.TransactionClient) => {
      await alongside?.(tx);
      await refuseOverQuota(queryableOf(tx), quotas, sender.id, { storedBytes: stored.bytes });
      const file = await tx.file.create({
        data: {
          id: stored.id,
          name,
          bytes: stored.bytes,
          sha256: stored.sha256,
          ...madeBy(sender),
          inspectionId,
          ...(choice && { dialectChoice: choice }),
        },
      });
      await tx.job.create({
        data: {
          id: inspectionId,
          kind: 'inspect',
          ...order,
          fileId: stored.id,
          title: name,
          spec: {},
          ...madeBy(sender),
        },
      });
      return file;
    };
    const file = await records.$transaction(insert, RECORD_OPTIONS).catch(async (error: unknown) => {
      if (error instanceof AppError) await storage.remove(fileKey(stored.id));
      throw error;
    });
    await enqueue(order, inspectionId);
    return file;
  }

  async function chooseOrder(fileBytes: number, sender: string | null = null): Promise<InspectionOrder> {
    const lane = await chooseLane('inspect', { fileBytes });
    const [turn] = await takeTurns(pool, { lane, sender, priority: 'normal' }, 1);
    return { lane, turn: turn! };
  }

  /** With the queue away the file is accepted all the same: the sweeper queues what waits (docs/promises.md, P09 and P11). */
  async function enqueue({ lane, turn }: InspectionOrder, id: string): Promise<void> {
    await withTimeout(queueMs, producer.enqueue(lane, { id, turn }), () => new Error('no answer in time')).catch(
      (error: Error) => log.warn({ job: id, why: error.message }, 'not queued yet'),
    );
    onJob(id);
  }

  async function inspectAgain(
    { id, name, bytes }: FileRecord,
    choice: DialectChoice,
    sender: Sender,
  ): Promise<FileRecord> {
    const inspectionId = newId();
    const order = await chooseOrder(Number(bytes), sender.id);
    const nothing = { sheets: Prisma.DbNull, dialect: Prisma.DbNull, error: Prisma.DbNull };
    const [, file] = await records.$transaction([
      records.job.create({
        data: { id: inspectionId, kind: 'inspect', ...order, fileId: id, title: name, spec: {}, ...madeBy(sender) },
      }),
      records.file.update({
        where: { id },
        data: { ...nothing, state: 'received', dialectChoice: choice, inspectionId },
      }),
    ]);
    await storage.remove(previewKey(id));
    await enqueue(order, inspectionId);
    return file;
  }

  async function finish(id: string, name: string | null | undefined, sender: Sender): Promise<FileRecord> {
    const known = await records.file.findUnique({ where: { id } });
    if (known) return known;
    await pieces.assemble(id);
    return record(await hashFile(storage, id), name, sender).catch(async (error: unknown) => {
      // Another server may have finished it meanwhile.
      const made = await records.file.findUnique({ where: { id } }).catch(() => null);
      if (made) return made;
      throw error;
    });
  }

  /** Objects without a record whose upload does not go on. */
  async function findOrphans(before: number): Promise<string[]> {
    const orphans: string[] = [];
    let batch: string[] = [];
    const look = async () => {
      const rows = await records.file.findMany({ where: { id: { in: batch } }, select: { id: true } });
      const recorded = new Set(rows.map(({ id }) => id));
      for (const id of batch) {
        if (!recorded.has(id) && !finishing.has(id) && !(await pieces.known(id))) orphans.push(id);
      }
      batch = [];
    };
    for await (const { key, changedAt } of storage.list('files')) {
      const id = key.slice('files/'.length);
      if (!Id.safeParse(id).success || changedAt.getTime() > before) continue;
      batch.push(id);
      if (batch.length === BATCH) await look();
    }
    await look();
    return orphans;
  }

  return {
    record,
    inspectAgain,
    finish(id, name, sender) {
      const going = finishing.get(id) ?? finish(id, name, sender).finally(() => finishing.delete(id));
      finishing.set(id, going);
      return going;
    },
    settled: async (id) => {
      await finishing.get(id)?.catch(() => undefined);
    },
    async sweep(silentMs) {
      const orphans = await findOrphans(Date.now() - silentMs);
      await storage.remove(...orphans.map(fileKey), ...orphans.map(previewKey));
      return orphans.length + (await storage.sweep(silentMs));
    },
  };
}

/** What a record says of who made it. */
function madeBy({ id, keyId }: Sender): { createdBy: string; keyId: string | null } {
  return { createdBy: id, keyId: keyId ?? null };
}
