import { createWriteStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { AppError, formatBytes, Id } from '@sheetport/contract';
import { FileStore as TusFileStore } from '@tus/file-store';
import { Server as TusServer, Upload } from '@tus/server';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../../context.ts';
import type { Disk } from '../../http/disk-room.ts';
import { toAppError } from '../../http/errors.ts';
import { requestUrl } from '../../http/request-url.ts';
import { newId } from '../../id.ts';
import type { FileIngest } from './file-ingest.ts';

export const UPLOADS_PATH = '/api/uploads';
/** An unfinished upload may be resumed for a day. */
const EXPIRES_MS = 24 * 3600 * 1000;
/** A second writer waits this long for the first, which may be a connection that nobody has noticed to be gone. */
const DRAIN_MS = 2000;

/** An upload's pieces below DATA_DIR/uploads, under the id that the File will have. */
class PieceStore extends TusFileStore {
  readonly #ingest: FileIngest;
  readonly #disk: Disk;
  readonly #fileExists: (id: string) => Promise<number | null>;

  constructor(ingest: FileIngest, disk: Disk, fileExists: (id: string) => Promise<number | null>) {
    super({ directory: ingest.store.uploads, expirationPeriodInMilliseconds: EXPIRES_MS });
    this.#ingest = ingest;
    this.#disk = disk;
    this.#fileExists = fileExists;
  }

  /**
   * How far an upload is. One that is whole is finished first, should a crash have come between its last byte and its
   * record, and stays known as whole: a sender that missed the last answer must not begin anew.
   */
  override async getUpload(id: string): Promise<Upload> {
    await this.#ingest.settled(id);
    const bytes = await this.#fileExists(id);
    if (bytes !== null) return new Upload({ id, size: bytes, offset: bytes });
    const upload = (await this.#moved(id)) ?? (await super.getUpload(id));
    if (upload.size !== undefined && upload.size > 0 && upload.offset === upload.size) await this.complete(upload);
    return upload;
  }

  /** An upload whose bytes have been moved to their place, but whose record has not been made. */
  async #moved(id: string): Promise<Upload | null> {
    const known = await this.configstore.get(id);
    const there = known?.size === undefined ? null : await stat(this.#ingest.store.fileOf(id)).catch(() => null);
    return there && known
      ? new Upload({ id, size: there.size, offset: there.size, ...(known.metadata && { metadata: known.metadata }) })
      : null;
  }

  async complete(upload: Upload): Promise<void> {
    await this.#ingest.finish(upload.id, upload.metadata?.filename);
    await this.configstore.delete(upload.id).catch(() => undefined);
  }

  /** As in the library, except that it says why when it cannot write, and stops before the disk is full. */
  override async write(source: Readable, id: string, offset: number): Promise<number> {
    await this.#disk.refuseFull();
    const file = createWriteStream(path.join(this.directory, id), { flags: 'r+', start: offset });
    await pipeline(this.#disk.whileRoom(source), file);
    return offset + file.bytesWritten;
  }
}

export interface Resumable {
  /** Answer one request of the tus protocol. */
  handle(request: FastifyRequest): Promise<Response>;
  /** Finish what is whole, and remove what has expired. */
  sweep(now?: number): Promise<number>;
}

/** The tus 1.0 protocol over the pieces on the disk (docs/promises.md, P39). */
export function openResumable({
  settings,
  ingest,
  disk,
  records,
  log,
}: Pick<Context, 'settings' | 'ingest' | 'disk' | 'records' | 'log'>): Resumable {
  const fileExists = async (id: string): Promise<number | null> => {
    if (!Id.safeParse(id).success) return null;
    const file = await records.file.findUnique({ where: { id }, select: { bytes: true } });
    return file ? Number(file.bytes) : null;
  };
  const pieces = new PieceStore(ingest, disk, fileExists);
  const failures = new WeakMap<object, AppError>();
  const server = new TusServer({
    path: UPLOADS_PATH,
    datastore: pieces,
    maxSize: settings.MAX_FILE_BYTES,
    // Behind a proxy only the browser knows the address it used.
    relativeLocation: true,
    respectForwardedHeaders: false,
    allowedOrigins: [],
    lockDrainTimeout: DRAIN_MS,
    namingFunction: () => newId(),
    getFileIdFromRequest: (_request, last) => (last !== undefined && Id.safeParse(last).success ? last : undefined),
    onUploadCreate: async (_request, upload) => {
      if (upload.size === 0) throw new AppError('empty_file');
      await disk.refuseFull(upload.size);
      return {};
    },
    onUploadFinish: async (_request, upload) => {
      await pieces.complete(upload);
      return {};
    },
    onResponseError: async (request, error) => {
      const failure =
        'status_code' in error && !(error instanceof Error)
          ? ofStatus(error.status_code, settings.MAX_FILE_BYTES)
          : await disk.blame(toAppError(error));
      failures.set(request, failure);
      return { status_code: failure.status, body: '' };
    },
  });

  return {
    async handle(request) {
      const { body, release } = takeBody(request);
      const webRequest = new Request(requestUrl(request.url), {
        method: request.method,
        headers: headersOf(request),
        ...(body ? { body, duplex: 'half' } : {}),
      } as RequestInit);
      try {
        const response = await server.handleWeb(webRequest);
        if (response.status >= 400)
          throw failures.get(webRequest) ?? ofStatus(response.status, settings.MAX_FILE_BYTES);
        return response;
      } finally {
        release();
      }
    },
    async sweep(now = Date.now()) {
      let swept = 0;
      const names = new Set((await readdir(pieces.directory)).map((name) => name.replace(/\.json$/, '')));
      for (const name of names) {
        if (!Id.safeParse(name).success) continue;
        const upload = await pieces.getUpload(name).catch((error: unknown) => {
          log.warn({ upload: name, err: error }, 'an upload cannot be read');
          return null;
        });
        if (upload && upload.offset === upload.size) continue;
        const file = path.join(pieces.directory, name);
        const there = (await stat(file).catch(() => null)) ?? (await stat(`${file}.json`).catch(() => null));
        if (!there || now - there.mtimeMs < EXPIRES_MS) continue;
        await Promise.all([rm(file, { force: true }), rm(`${file}.json`, { force: true })]);
        swept += 1;
      }
      return swept;
    },
  };
}

/**
 * The body behind a stream of its own, so that giving up reading does not cut the connection before the answer is sent.
 * A connection that breaks ends the stream with an error; what has come until then is kept.
 */
function takeBody(request: FastifyRequest): { body: ReadableStream | null; release(): void } {
  if (request.method !== 'POST' && request.method !== 'PATCH') return { body: null, release: () => undefined };
  const { raw } = request;
  const through = new PassThrough();
  through.on('error', () => undefined);
  const onClose = () => {
    if (!raw.complete) through.destroy(new Error('the connection was cut'));
  };
  raw.once('close', onClose);
  raw.once('error', onClose);
  raw.pipe(through);
  return {
    body: Readable.toWeb(through) as ReadableStream,
    release() {
      raw.off('close', onClose);
      raw.unpipe(through);
      raw.resume();
    },
  };
}

function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** The library's own refusals in the words of the contract. */
function ofStatus(status: number, limit: number): AppError {
  switch (status) {
    case 404:
      return new AppError('not_found', { what: 'upload' });
    case 409:
    case 423:
      return new AppError('upload_conflict');
    case 410:
      return new AppError('gone');
    case 413:
      return new AppError('file_too_large', { limit: formatBytes(limit) });
    case 500:
      // The one thing that the library calls so without a cause: another writer did not let go in time.
      return new AppError('upload_conflict');
    default:
      return new AppError('invalid_request', { problems: 'it does not follow the tus 1.0 protocol' });
  }
}
