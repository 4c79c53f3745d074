/** Whether the client of a request is still there. */
import type { App } from './app-type.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborted when the connection closes before the answer has been sent. Work that nobody waits for any more is stopped by it. */
    clientGone: AbortSignal;
  }
}

/** Fastify, its plugins and this server listen to the end of one answer, of a stream more than the ten that Node takes for a leak. */
const MAX_LISTENERS = 20;

/**
 * Give every request its signal. It follows the response: the request's own stream closes once its body has been read, which says
 * nothing about the client (Node.js, `http.ServerResponse` event 'close').
 */
export function watchClients(app: App): void {
  app.decorateRequest('clientGone', null as unknown as AbortSignal);
  app.addHook('onRequest', async (request, reply) => {
    const gone = new AbortController();
    request.clientGone = gone.signal;
    reply.raw.setMaxListeners(MAX_LISTENERS);
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
  });
}
