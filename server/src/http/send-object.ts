import { Readable } from 'node:stream';
import { AppError } from '@sheetport/contract';
import type { ByteRange, Storage, StoredObject } from '@sheetport/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Answer with a stored object, or with the part of it that is asked for (RFC 9110: Range, If-Range, If-None-Match).
 * Several ranges at once are answered with the whole. Throws AppError `invalid_range`.
 */
export async function sendObject(
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  object: StoredObject,
): Promise<FastifyReply> {
  const { key, bytes, etag, changedAt } = object;
  reply.header('accept-ranges', 'bytes').header('etag', etag).header('last-modified', changedAt.toUTCString());
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const ifRange = request.headers['if-range'];
  const range = isUnchanged(ifRange?.toString(), object) ? readRange(request.headers.range, bytes) : undefined;
  if (range === 'beyond') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new AppError('invalid_range');
  }
  if (range) reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${bytes}`);
  reply.header('content-length', range ? range.to - range.from + 1 : bytes);
  // Fastify reads a stream to its end for HEAD, too, and keeps its length.
  const content = request.method === 'HEAD' || bytes === 0 ? [] : storage.read(key, range);
  return reply.send(Readable.from(content, { objectMode: false }));
}

/** Section 13.1.2: a list of entity tags, compared weakly, or a star. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

/** Section 13.1.5: an entity tag, compared strongly, or a date; without one, the part is of what is there now. */
function isUnchanged(header: string | undefined, { etag, changedAt }: StoredObject): boolean {
  if (header === undefined || header.trim() === etag) return true;
  const date = header.includes('"') ? Number.NaN : Date.parse(header);
  return Math.floor(changedAt.getTime() / 1000) * 1000 === date;
}

/** Section 14.1.2: undefined where no part is asked for, or several, or in no form that is known. */
function readRange(header: string | undefined, bytes: number): ByteRange | 'beyond' | undefined {
  const [, first, last] = /^bytes *= *(\d*) *- *(\d*) *$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const from = Math.max(0, bytes - Number(last));
    return from < bytes ? { from, to: bytes - 1 } : 'beyond';
  }
  const [from, to] = [Number(first), last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)];
  if (last !== '' && Number(last) < from) return undefined;
  return from < bytes ? { from, to } : 'beyond';
}
