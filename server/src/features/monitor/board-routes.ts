import { AppError } from '@sheetport/contract';
import { z } from 'zod';
import type { App, Context } from '../../context.ts';

const BOARD = '/api/monitor/board/';
const Query = z.record(z.string(), z.string());
/** The names of its files change with each version, but for images and texts. */
const FILES_KEPT_S = 3600;

/** bull-board, for owners who look into BullMQ itself: its entries, to read. There is no other method than GET. */
export function routeBoard(app: App, { producer }: Context): void {
  app.get(
    `${BOARD}*`,
    { config: { permission: 'service.measure' }, schema: { hide: true, querystring: Query } },
    async (request, reply) => {
      const { '*': rest } = request.params as { '*': string };
      const answer = await producer.readBoard({ base: BOARD, rest, query: request.query });
      if (answer === null) throw new AppError('not_found', { what: 'such address' });
      if (answer.kind === 'value') return reply.code(answer.status).send(answer.body);
      if (answer.kind === 'file') {
        reply.header('cache-control', `private, max-age=${FILES_KEPT_S}`);
        return reply.sendFile(answer.name, answer.root);
      }
      // Its script and its requests are found from the address in <base>, which leads to this service.
      const policy = String(reply.getHeader('content-security-policy'));
      reply.header('content-security-policy', policy.replace("base-uri 'none'", "base-uri 'self'"));
      return reply.type('text/html; charset=utf-8').send(answer.html);
    },
  );
}
