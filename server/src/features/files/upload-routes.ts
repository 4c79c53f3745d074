import { IdParams, type Permission } from '@sheetport/contract';
import type { FastifySchema, HTTPMethods } from 'fastify';
import { z } from 'zod';
import type { App, Context } from '../../context.ts';
import type { PlainBody } from '../../http/openapi-schema.ts';
import { guardSlowUpload } from '../../http/slow-upload-guard.ts';
import { type Resumable, UPLOADS_PATH } from './tus-server.ts';

const VERSION = z.literal('1.0.0').describe('The version of tus.');
const LENGTH = z.coerce.number().int().min(0).describe('The length of the whole upload, in bytes.');
const METADATA = z
  .string()
  .optional()
  .describe('`filename` and the name of the file as Base64, as tus writes metadata: `filename b3JkZXJzLnhsc3g=`.');
const OFFSET = z.coerce.number().int().min(0).describe('How many bytes have arrived: where these go on.');

const NewUploadHeaders = z.object({
  'tus-resumable': VERSION,
  'upload-length': LENGTH,
  'upload-metadata': METADATA,
});
const UploadHeaders = z.object({ 'tus-resumable': VERSION });
const PieceHeaders = z.object({ 'tus-resumable': VERSION, 'upload-offset': OFFSET });
const PIECE: PlainBody = {
  types: ['application/offset+octet-stream'],
  schema: { type: 'string', format: 'binary', description: 'The next bytes of the file.' },
};
const OPTIONS: FastifySchema = {
  summary: 'Get what uploads can do',
  description: 'The version and the extensions of tus, and the largest upload.',
  answers: {
    204: {
      description: 'What uploads can do.',
      headers: ['Tus-Version', 'Tus-Extension', 'Tus-Max-Size', 'Tus-Resumable'],
    },
  },
};
const APPEND: FastifySchema = {
  summary: 'Append to an upload',
  errors: ['not_found', 'gone', 'upload_conflict', 'file_too_large', 'disk_full', 'quota_storage', 'empty_file'],
  sends: PIECE,
  answers: {
    204: { description: 'The bytes have arrived.', headers: ['Upload-Offset', 'Upload-Expires', 'Tus-Resumable'] },
  },
};

/** The calls of tus 1.0 by address and method. What they take is checked by the protocol's own library. */
const CALLS: readonly {
  method: HTTPMethods;
  url: string;
  permission: Permission;
  /** A piece is part of the upload that began; what began it is recorded. */
  audit?: false;
  params?: z.ZodObject;
  headers?: z.ZodObject;
  schema: FastifySchema;
}[] = [
  {
    method: 'POST',
    url: UPLOADS_PATH,
    permission: 'file.upload',
    headers: NewUploadHeaders,
    schema: {
      operationId: 'createUpload',
      summary: 'Begin a resumable upload',
      description: 'By tus 1.0. The finished upload is a file with the id of the upload.',
      errors: ['empty_file', 'file_too_large', 'upload_conflict', 'disk_full', 'quota_storage'],
      answers: {
        201: {
          description: 'The upload can begin.',
          headers: ['Location', 'Upload-Offset', 'Upload-Expires', 'Tus-Resumable'],
        },
      },
    },
  },
  {
    method: 'OPTIONS',
    url: UPLOADS_PATH,
    permission: 'file.upload',
    schema: { ...OPTIONS, operationId: 'getUploadOptions' },
  },
  {
    method: 'HEAD',
    url: `${UPLOADS_PATH}/:id`,
    permission: 'upload.continue',
    params: IdParams,
    headers: UploadHeaders,
    schema: {
      operationId: 'getUploadOffset',
      headOperationId: 'getUploadOffset',
      summary: 'Get how far an upload is',
      description: 'Where to go on after an interruption.',
      errors: ['not_found', 'gone', 'upload_conflict'],
      answers: {
        200: {
          description: 'How far the upload is.',
          headers: ['Upload-Offset', 'Upload-Length', 'Upload-Expires', 'Tus-Resumable'],
        },
      },
    },
  },
  {
    method: 'PATCH',
    url: `${UPLOADS_PATH}/:id`,
    permission: 'upload.continue',
    audit: false,
    params: IdParams,
    headers: PieceHeaders,
    schema: {
      ...APPEND,
      operationId: 'appendUpload',
      description: 'Send the next bytes. With the last one the file is complete.',
    },
  },
  {
    method: 'POST',
    url: `${UPLOADS_PATH}/:id`,
    permission: 'upload.continue',
    audit: false,
    params: IdParams,
    headers: PieceHeaders.extend({
      'x-http-method-override': z.literal('PATCH').describe('`PATCH`.'),
    }),
    schema: {
      ...APPEND,
      operationId: 'appendUploadByPost',
      description: 'The same as PATCH, for networks that let no PATCH through.',
    },
  },
  {
    method: 'DELETE',
    url: `${UPLOADS_PATH}/:id`,
    permission: 'upload.continue',
    params: IdParams,
    headers: UploadHeaders,
    schema: {
      operationId: 'deleteUpload',
      summary: 'Give an upload up',
      description: 'What has arrived of it is removed. A finished upload is a file and stays.',
      errors: ['not_found', 'gone', 'upload_conflict'],
      answers: { 204: { description: 'The upload is gone.', headers: ['Tus-Resumable'] } },
    },
  },
  {
    method: 'OPTIONS',
    url: `${UPLOADS_PATH}/:id`,
    permission: 'file.upload',
    params: IdParams,
    schema: { ...OPTIONS, operationId: 'getUploadOptionsById' },
  },
];

/** Resumable uploads: tus 1.0. The finished upload is a File of the same id. */
export async function routeUploads(app: App, { bounds }: Context, resumable: Resumable): Promise<void> {
  await app.register(async (scope) => {
    // The body is taken from the connection as it comes, whatever it calls itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const { method, url, permission, audit, params, headers, schema } of CALLS) {
      scope.route({
        method,
        url,
        config: {
          permission,
          streams: true,
          ...(audit === false && { audit }),
          ...(url !== UPLOADS_PATH && { object: 'upload' as const }),
        },
        schema: { ...schema, tags: ['Files'], ...(params && { params }), ...(headers && { headers }) },
        // The protocol has its own answers to what does not fit it.
        validatorCompiler: () => (value: unknown) => ({ value }),
        handler: async (request, reply) => {
          const stopWatching = guardSlowUpload(request.raw, bounds);
          try {
            const response = await resumable.handle(request);
            reply.code(response.status);
            for (const [name, value] of response.headers) reply.header(name, value);
            return reply.send(await response.text());
          } finally {
            stopWatching();
          }
        },
      });
    }
  });
}
