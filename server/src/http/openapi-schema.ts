/** What a route says of itself for the description of the API, beside the schemas that it is checked with. */
import type { ErrorCode } from '@sheetport/contract';

/** Headers of answers, with what they say. */
export const RESPONSE_HEADERS = {
  'Accept-Ranges': 'That parts of the file can be asked for.',
  'Content-Disposition': 'The name to save the file under (RFC 6266).',
  'Content-Range': 'Which part of the file this is (RFC 9110).',
  ETag: 'The version of the file, for `If-None-Match`.',
  'Idempotency-Replayed': '`true` where an earlier request with this `Idempotency-Key` did it.',
  Location: 'The address of what was made.',
  'Retry-After': 'Seconds to wait before the next try.',
  'Set-Cookie': 'The session cookie, or its end.',
  'Tus-Extension': 'The extensions of tus that the server has.',
  'Tus-Max-Size': 'The largest upload, in bytes.',
  'Tus-Resumable': 'The version of tus: `1.0.0`.',
  'Tus-Version': 'The versions of tus that the server has.',
  'Upload-Expires': 'Until when an unfinished upload can go on.',
  'Upload-Length': 'The length of the whole upload, in bytes.',
  'Upload-Offset': 'How many bytes of the upload have arrived.',
  'WWW-Authenticate': 'How to sign in: `Bearer`.',
} as const;
export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** Answers that are not JSON, by status. */
export type PlainAnswers = Readonly<Record<number, PlainAnswer>>;
/** A body that is not JSON: its types, and its JSON Schema. */
export interface PlainBody {
  types: readonly string[];
  schema: object;
}

/** An answer that is not JSON: bytes of one of these types, or no body where there are none. */
export interface PlainAnswer {
  description: string;
  types?: readonly string[];
  headers?: readonly ResponseHeader[];
}

declare module 'fastify' {
  interface FastifySchema {
    /** Codes of the table of errors that it can answer, beside those that follow from what it takes (`openapi-errors.ts`). */
    errors?: readonly ErrorCode[];
    /** Answers that are not JSON, by status. */
    answers?: PlainAnswers;
    /** A body that is not JSON. */
    sends?: PlainBody;
    /** Headers of a success. */
    responseHeaders?: readonly ResponseHeader[];
    /** The id of the same call by HEAD, where that is of use. */
    headOperationId?: string;
  }
}
