import { AppError, DialectChoice, formatBytes } from '@sheetport/contract';
import { fileKey } from '@sheetport/storage';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../../context.ts';
import type { PlainBody } from '../../http/openapi-schema.ts';
import { guardSlowUpload } from '../../http/slow-upload-guard.ts';
import { receiveFile, type StoredFile } from './stored-file.ts';

/** The body of an upload, for the description of the API. */
export const MULTIPART_FILE: PlainBody = {
  types: ['multipart/form-data'],
  schema: {
    type: 'object',
    properties: {
      dialect: { type: 'string', description: 'How a text file is to be read: a `DialectChoice` as JSON.' },
      file: { type: 'string', format: 'binary', description: 'The workbook, with its file name.' },
    },
    required: ['file'],
  },
};

interface ReceivedUpload {
  stored: StoredFile;
  /** As the sender calls it. */
  name: string;
  choice: DialectChoice | undefined;
}

/**
 * Take the one file of a multipart body in: whole, hashed and stored, or nothing is left.
 * @param limit bytes
 * @throws AppError what is wrong with the body or the file
 */
export async function receiveUpload(
  { storage, disk, bounds }: Pick<Context, 'storage' | 'disk' | 'bounds'>,
  request: FastifyRequest,
  limit: number,
): Promise<ReceivedUpload> {
  if (!request.isMultipart()) throw new AppError('unsupported_media_type');
  if (Number(request.headers['content-length'] ?? 0) > limit + 1024 * 1024)
    throw new AppError('file_too_large', { limit: formatBytes(limit) });
  await disk.refuseFull(Number(request.headers['content-length'] ?? 0));
  const stopWatching = guardSlowUpload(request.raw, bounds);
  let stored: StoredFile | undefined;
  let name = '';
  let choice: DialectChoice | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type !== 'file') {
        if (part.fieldname === 'dialect') choice = readDialectField(String(part.value));
        continue;
      }
      if (part.fieldname !== 'file' || stored) {
        part.file.resume();
        continue;
      }
      name = part.filename;
      stored = await receiveFile(storage, disk.whileRoom(part.file), limit);
    }
    // The closing boundary has come, too: what is recorded now is the whole of what was sent.
    if (!stored) throw new AppError('no_file');
    if (stored.bytes === 0) throw new AppError('empty_file');
    if (!request.raw.complete && request.raw.destroyed) throw new AppError('upload_incomplete');
  } catch (error) {
    if (stored) await storage.remove(fileKey(stored.id));
    throw ofMultipart(error);
  } finally {
    stopWatching();
  }
  return { stored, name, choice };
}

/** @throws AppError `invalid_request` */
function readDialectField(text: string): DialectChoice {
  const { success, data } = DialectChoice.safeParse(parseJson(text));
  if (!success) throw new AppError('invalid_request', { problems: 'the field `dialect` is no dialect as JSON' });
  return data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with a body: it ended before its last boundary (the sender went away, or counted wrong), or is no multipart. */
function ofMultipart(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code = '' } = error as Error & { code?: string };
  if (
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    code === 'ECONNRESET' ||
    /premature close|unexpected end|aborted|terminated early/i.test(error.message)
  ) {
    return new AppError('upload_incomplete', {}, { cause: error });
  }
  if (/^FST_/.test(code) || /boundary|malformed|multipart|part header/i.test(error.message)) {
    return new AppError(
      'invalid_request',
      { problems: 'it is not well-formed multipart/form-data with one file' },
      { cause: error },
    );
  }
  return error;
}
