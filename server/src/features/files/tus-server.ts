import { PassThrough, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AppError, FIRST_OWNER, formatBytes, Id } from '@sheetport/contract';
import { quotasOf, refuseOverQuota } from '@sheetport/core';
import { fileKey, type Storage } from '@sheetport/storage';
import { DataStore, Server as TusServer, Upload } from '@tus/server';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { requestUrl } from '../../http/request-url.ts';
import { newId } from '../../id.ts';
import type { FileIngest } from './file-ingest.ts';
import { openUploadLocks } from './upload-lock.ts';
import type { UploadPieces } from './upload-pieces.ts';

export const UPLOADS_PATH = '/api/uploads';
/** An unfinished upload may be resumed for a day. */
const EXPIRES_MS = 24 * 3600 * 1000;
/** A second writer waits this long for the first, which may be a connection that nobody has noticed to be gone. */
const DRAIN_MS = 2000;

/** What the library asks of a store, over the pieces wherever they are. */
class UploadStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'creation-defer-length', 'termination', 'expiration'];
  readonly #pieces: UploadPieces;
  readonly #ingest: FileIngest;
  readonly #storage: Storage;
  readonly #fileExists: (id: string) => Promise<number | null>;

  constructor(
    { pieces, ingest, storage }: Pick<Context, 'pieces' | 'ingest' | 'storage'>,
    fileExists: (id: string) => Promise<number | null>,
  ) {
    super();
    this.#pieces = pieces;
    this.#ingest = ingest;
    this.#storage = storage;
    this.#fileExists = fileExists;
  }

  override getExpiration(): number {
    return EXPIRES_MS;
  }

  override create(upload: Upload): Promise<Upload> {
    return this.#pieces.create(upload);
  }

  override write(source: Readable, id: string, offset: number): Promise<number> {
    return this.#pieces.write(source, id, offset);
  }

  override declareUploadLength(id: string, bytes: number): Promise<void> {
    return this.#pieces.setLength(id, bytes);
  }

  override remove(id: string): Promise<void> {
    return this.#pieces.remove(id);
  }

  /**
   * How far an upload is. One that is whole is finished first, should a crash have come between its last byte and its
   * record, and stays known as whole: a sender that missed the last answer must not begin anew.
   */
  override async getUpload(id: string): Promise<Upload> {
    await this.#ingest.settled(id);
    const bytes = await this.#fileExists(id);
    if (bytes !== null) return new Upload({ id, size: bytes, offset: bytes });
    const upload = (await this.#assembled(id)) ?? (await this.#pieces.read(id));
    if (upload.size !== undefined && upload.size > 0 && upload.offset === upload.size) await this.complete(upload);
    return upload;
  }

  /** An upload whose bytes have been moved to their place, but whose record has not been made. */
  async #assembled(id: string): Promise<Upload | null> {
    const known = await this.#pieces.known(id);
    const there = known?.size === undefined ? undefined : await this.#storage.find(fileKey(id));
    return there && known
      ? new Upload({ id, size: there.bytes, offset: there.bytes, ...(known.metadata && { metadata: known.metadata }) })
      : null;
  }

  async complete(upload: Upload): Promise<void> {
    await this.#ingest
      .finish(upload.id, upload.metadata?.filename, {
        id: upload.metadata?.createdBy ?? FIRST_OWNER,
        keyId: upload.metadata?.keyId,
      })
      .catch(async (error: unknown) => {
        // Its bytes are removed: there is nothing to go on with.
        if (error instanceof AppError && error.code === 'quota_storage') await this.#pieces.forget(upload.id);
        throw error;
      });
    await this.#pieces.forget(upload.id).catch(() => undefined);
  }
}

export interface Resumable {
  /** Answer one request of the tus protocol. */
  handle(request: FastifyRequest): Promise<Response>;
  /** Finish what is whole, and remove what has expired. */
  sweep(now?: number): Promise<number>;
}

/** The tus 1.0 protocol over the pieces (docs/promises.md, P39). */
export function openResumable(
  context: Pick<Context, 'settings' | 'storage' | 'pieces' | 'ingest' | 'disk' | 'records' | 'pool' | 'log'>,
): Resumable {
  const { settings, pieces, disk, records, pool, log } = context;
  const fileExists = async (id: string): Promise<number | null> => {
    if (!Id.safeParse(id).success) return null;
    const file = await records.file.findUnique({ where: { id }, select: { bytes: true } });
    return file ? Number(file.bytes) : null;
  };
  const quotas = quotasOf(settings);
  const uploads = new UploadStore(context, fileExists);
  const failures = new WeakMap<object, AppError>();
  /** Who sent a request. */
  const senders = new WeakMap<object, Principal>();
  const server = new TusServer({
    path: UPLOADS_PATH,
    datastore: uploads,
    maxSize: settings.MAX_FILE_BYTES,
    // Behind a proxy only the browser knows the address it used.
    relativeLocation: true,
    respectForwardedHeaders: false,
    allowedOrigins: [],
    locker: openUploadLocks(pool, log, settings.JOB_LOCK_MS),
    lockDrainTimeout: DRAIN_MS,
    namingFunction: () => newId(),
    getFileIdFromRequest: (_request, last) => (last !== undefined && Id.safeParse(last).success ? last : undefined),
    onUploadCreate: async (request, upload) => {
      if (upload.size === 0) throw new AppError('empty_file');
      await disk.refuseFull(upload.size);
      const sender = senders.get(request);
      const [createdBy, keyId] = [sender?.id ?? null, sender?.keyId ?? null];
      // An early answer; what is recorded in the end is counted exactly.
      await refuseOverQuota(pool, quotas, createdBy, { storedBytes: upload.size ?? 0 });
      // Whatever the sender called itself.
      return { metadata: { ...upload.metadata, createdBy, keyId } };
    },
    onUploadFinish: async (_request, upload) => {
      await uploads.complete(upload);
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
      senders.set(webRequest, principalOf(request));
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
      for (const { id, changedAt } of await pieces.list()) {
        const upload = await uploads.getUpload(id).catch((error: unknown) => {
          log.warn({ upload: id, err: error }, 'an upload cannot be read');
          return null;
        });
        if (upload && upload.offset === upload.size) continue;
        if (now - changedAt.getTime() < EXPIRES_MS) continue;
        await pieces.forget(id);
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
