/**
 * bull-board over the queues of the lanes, to read: what BullMQ itself holds. An entry is the id of a job and nothing else; whose job it is
 * and what became of it is in the service's records.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AppControllerRoute, BullBoardQueues, IServerAdapter, UIConfig } from '@bull-board/api/dist/types.js';
import type { Lane } from '@sheetport/contract';
import type { Queue } from 'bullmq';

/** What the board answers: its page, a file of it, or a value for its script. */
export type BoardAnswer =
  | { kind: 'page'; html: string }
  | { kind: 'file'; root: string; name: string }
  | { kind: 'value'; status: number; body: unknown };

/** @param base the address of the board, with a slash at its end; @param rest what follows it in the address that is asked for */
export interface BoardQuestion {
  base: string;
  rest: string;
  query: Record<string, string>;
}

/** A queue, with the name by which people know it. */
export interface LaneQueue {
  lane: Lane;
  queue: Queue;
}

/** What bull-board tells its server adapter, as far as it is used here. */
interface Parts {
  queues: BullBoardQueues;
  routes: AppControllerRoute[];
  uiConfig: UIConfig;
}

/**
 * Answers what the page of the board asks for. Only what is read: of bull-board's own routes those with GET.
 *
 * @returns null where there is no such address
 */
export async function answerBoard(queues: readonly LaneQueue[], question: BoardQuestion): Promise<BoardAnswer | null> {
  const files = path.join(path.dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json')), 'dist');
  const { rest } = question;
  if (rest.startsWith('static/')) return rest.includes('..') ? null : { kind: 'file', root: files, name: rest };
  const parts = await readParts(queues);
  if (!rest.startsWith('api/')) {
    const isPage = /^(|metrics-history|job-schedulers|queue\/[^/]+(\/[^/]+)?)$/.test(rest);
    return isPage ? { kind: 'page', html: await drawPage(files, question.base, parts.uiConfig) } : null;
  }
  for (const { method, route, handler } of parts.routes) {
    if (![method].flat().includes('get')) continue;
    for (const pattern of [route].flat()) {
      const params = matchRoute(pattern, `/${rest}`);
      if (!params) continue;
      const { queues: boardQueues, uiConfig } = parts;
      const { query } = question;
      const answer = await handler({ queues: boardQueues, uiConfig, params, query, body: {}, headers: {} });
      return { kind: 'value', status: answer.status ?? 200, body: answer.body };
    }
  }
  return null;
}

/** Loaded when somebody opens the board: few ever do. */
async function readParts(queues: readonly LaneQueue[]): Promise<Parts> {
  const [{ createBullBoard }, { BullMQAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
  ]);
  const parts: Parts = { queues: new Map(), routes: [], uiConfig: {} };
  const server: IServerAdapter = {
    setQueues: (given) => {
      parts.queues = given;
      return server;
    },
    setApiRoutes: (given) => {
      parts.routes = given;
      return server;
    },
    setUIConfig: (given) => {
      parts.uiConfig = given;
      return server;
    },
    setViewsPath: () => server,
    setStaticPath: () => server,
    setEntryRoute: () => server,
    setErrorHandler: () => server,
  };
  createBullBoard({
    queues: queues.map(
      ({ lane, queue }) => new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false, displayName: lane }),
    ),
    serverAdapter: server,
    // Only its files are read from there.
    options: {
      uiBasePath: '.',
      uiConfig: {
        boardTitle: 'Sheetport: queues',
        hideDocsLink: true,
        miscLinks: [{ text: 'Monitor', url: '/monitor' }],
      },
    },
  });
  return parts;
}

/** The values of `:name` in a route, where the address is one of it. */
function matchRoute(route: string, address: string): Record<string, string> | null {
  const wanted = route.split('/');
  const given = address.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] as string;
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

/** bull-board's page, without the fonts that it loads from another site. */
async function drawPage(files: string, base: string, uiConfig: UIConfig): Promise<string> {
  const values: Record<string, string> = {
    basePath: base,
    title: uiConfig.boardTitle ?? '',
    favIconAlternative: uiConfig.favIcon?.alternative ?? '',
    favIconDefault: uiConfig.favIcon?.default ?? '',
    // Not to be taken for the end of the element that it stands in.
    uiConfig: JSON.stringify(uiConfig).replace(/</g, '\\u003c'),
  };
  const page = await readFile(path.join(files, 'index.ejs'), 'utf8');
  return page
    .replace(/<link href="https:[^>]*>/g, '')
    .replace(/<%[=-] (\w+) %>/g, (_, name: string) => values[name] ?? '');
}
