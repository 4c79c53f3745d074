import type { App, Context } from '../context.ts';
import { watchPace } from '../pace.ts';
import { type Resumable, UPLOADS_PATH } from '../resumable.ts';

/** Resumable uploads: tus 1.0. The finished upload is a File of the same id. */
export async function routeUploads(app: App, { bounds }: Context, resumable: Resumable): Promise<void> {
  await app.register(async (scope) => {
    // The body is taken from the connection as it comes, whatever it calls itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const url of [UPLOADS_PATH, `${UPLOADS_PATH}/:id`]) {
      scope.route({
        method: ['POST', 'PATCH', 'HEAD', 'DELETE', 'OPTIONS'],
        url,
        config: { streams: true },
        schema: { tags: ['Files'], summary: 'Send a workbook so that it can be resumed (tus 1.0)' },
        handler: async (request, reply) => {
          const stopWatching = watchPace(request.raw, bounds);
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
