import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { Id } from '@sheetport/contract';
import { fileKey, type Storage, StorageError } from '@sheetport/storage';
import { ERRORS, Upload } from '@tus/server';
import { z } from 'zod';
import type { PendingUpload, UploadPieces } from './upload-pieces.ts';

/** What comes is stored in objects of at most so many bytes; so much is lost where a server dies. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** Digits of an offset, so that keys are in its order. */
const DIGITS = 16;
const PIECE_KEY = /^uploads\/([^/]+)\/(\d+)-(\d+)$/;
const INFO_KEY = /^uploads\/([^/]+)\.json$/;

/** What was said of an upload as it began. */
const Info = z.object({
  size: z.number().int().optional(),
  createdAt: z.iso.datetime(),
  metadata: z.record(z.string(), z.string().nullable()).optional(),
});
type Info = z.infer<typeof Info>;

interface Piece {
  key: string;
  from: number;
  /** Behind its last byte. */
  to: number;
}

/**
 * Pieces of resumable uploads as objects of a storage that all servers share: `uploads/<id>.json` and `uploads/<id>/<from>-<to>`.
 * Each server can take the next piece, and a piece that was sent twice does no harm.
 */
export class ObjectPieces implements UploadPieces {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async create(upload: Upload): Promise<Upload> {
    const { id, size, metadata, creation_date } = upload;
    await this.#saveInfo(id, {
      createdAt: creation_date ?? new Date().toISOString(),
      ...(size !== undefined && { size }),
      ...(metadata && {
        metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, value ?? null])),
      }),
    });
    return upload;
  }

  async #saveInfo(id: string, info: Info): Promise<void> {
    await this.#storage.write(infoKey(id), Buffer.from(JSON.stringify(info)));
  }

  async #readInfo(id: string): Promise<Info | null> {
    try {
      return Info.parse(await json(Readable.from(this.#storage.read(infoKey(id)))));
    } catch (error) {
      if (error instanceof StorageError && error.code === 'missing') return null;
      throw error;
    }
  }

  /** Pieces that follow each other without a gap from the first byte on. */
  async #readChain(id: string): Promise<Piece[]> {
    const pieces: Piece[] = [];
    for await (const { key } of this.#storage.list(`uploads/${id}`)) {
      const [, , from, to] = PIECE_KEY.exec(key) ?? [];
      if (from !== undefined) pieces.push({ key, from: Number(from), to: Number(to) });
    }
    pieces.sort((a, b) => a.from - b.from || b.to - a.to);
    const chain: Piece[] = [];
    for (const piece of pieces) {
      const end = chain.at(-1)?.to ?? 0;
      if (piece.from <= end && piece.to > end) chain.push(piece);
    }
    return chain;
  }

  async read(id: string): Promise<Upload> {
    const info = await this.#readInfo(id);
    if (!info) throw ERRORS.FILE_NOT_FOUND;
    const offset = (await this.#readChain(id)).at(-1)?.to ?? 0;
    const { size, metadata, createdAt } = info;
    return new Upload({
      id,
      offset,
      creation_date: createdAt,
      ...(size !== undefined && { size }),
      ...(metadata && { metadata }),
    });
  }

  async find(id: string): Promise<PendingUpload | null> {
    const info = await this.#readInfo(id);
    if (!info) return null;
    const offset = (await this.#readChain(id)).at(-1)?.to ?? 0;
    return { offset, size: info.size, name: info.metadata?.filename, createdAt: new Date(info.createdAt) };
  }

  known(id: string): Promise<Info | null> {
    return this.#readInfo(id);
  }

  async setLength(id: string, bytes: number): Promise<void> {
    const info = await this.#readInfo(id);
    if (!info) throw ERRORS.FILE_NOT_FOUND;
    await this.#saveInfo(id, { ...info, size: bytes });
  }

  async write(source: Readable, id: string, offset: number): Promise<number> {
    let from = offset;
    let chunks: Uint8Array[] = [];
    let filled = 0;
    const store = async () => {
      if (filled === 0) return;
      const piece = Buffer.concat(chunks);
      [chunks, filled] = [[], 0];
      await this.#storage.write(pieceKey(id, from, from + piece.byteLength), piece);
      from += piece.byteLength;
    };
    try {
      for await (const chunk of source as AsyncIterable<Uint8Array>) {
        chunks.push(chunk);
        filled += chunk.byteLength;
        if (filled >= PIECE_BYTES) await store();
      }
    } finally {
      // What came before a connection broke is kept.
      await store();
    }
    return from;
  }

  async assemble(id: string): Promise<void> {
    const [info, there] = [await this.#readInfo(id), await this.#storage.find(fileKey(id))];
    if (there && (info === null || there.bytes === info.size)) return;
    const chain = await this.#readChain(id);
    const storage = this.#storage;
    async function* content() {
      let at = 0;
      for (const { key, from, to } of chain) {
        yield* storage.read(key, { from: at - from, to: to - from - 1 });
        at = to;
      }
    }
    await storage.write(fileKey(id), content());
  }

  async remove(id: string): Promise<void> {
    if (!(await this.#readInfo(id))) throw ERRORS.FILE_NOT_FOUND;
    await this.forget(id);
  }

  async forget(id: string): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of this.#storage.list(`uploads/${id}`)) keys.push(key);
    // Last, so that what a crash leaves is still known.
    await this.#storage.remove(...keys);
    await this.#storage.remove(infoKey(id));
  }

  async list(): Promise<{ id: string; changedAt: Date }[]> {
    const found = new Map<string, Date>();
    for await (const { key, changedAt } of this.#storage.list('uploads')) {
      const id = (PIECE_KEY.exec(key) ?? INFO_KEY.exec(key))?.[1];
      if (id === undefined || !Id.safeParse(id).success) continue;
      const known = found.get(id);
      if (!known || known < changedAt) found.set(id, changedAt);
    }
    return [...found].map(([id, changedAt]) => ({ id, changedAt }));
  }
}

function infoKey(id: string): string {
  return `uploads/${id}.json`;
}

function pieceKey(id: string, from: number, to: number): string {
  const digits = (offset: number) => String(offset).padStart(DIGITS, '0');
  return `uploads/${id}/${digits(from)}-${digits(to)}`;
}
