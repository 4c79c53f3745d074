import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import helmet from '@fastify/helmet';
import { AppError } from '@sheetport/contract';
import type { App, Context } from '../context.ts';
import type { Bounds, ServerSettings } from '../deps.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Names by which this server may be called. Anything else is a rebound name or a stray proxy (docs/promises.md, P33). */
export function hostCheck(
  settings: Pick<ServerSettings, 'HOST' | 'ALLOWED_HOSTS' | 'PUBLIC_URL'>,
): (host: string | undefined) => boolean {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', settings.HOST.toLowerCase(), ...settings.ALLOWED_HOSTS]);
  if (settings.PUBLIC_URL !== undefined) names.add(new URL(settings.PUBLIC_URL).hostname);
  // Listening everywhere means being called by any address. An address, unlike a name, cannot be rebound.
  const anyAddress = settings.HOST === '0.0.0.0' || settings.HOST === '::';
  return (host) => {
    const name = nameOf(host);
    if (name === null) return false;
    return (
      names.has(name) || names.has(host!.toLowerCase()) || (anyAddress && isIP(name.replace(/^\[|\]$/g, '')) !== 0)
    );
  };
}

/** The name in a Host header, without the port. */
function nameOf(host: string | undefined): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:/@\s]+)(:\d+)?$/i.exec(host ?? '');
  return match ? match[1]!.toLowerCase() : null;
}

/** Whether a browser sent this from a page of ours, or a program sent it. Browsers tell the truth in these headers. */
export function isFromHere(headers: IncomingHttpHeaders, host: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = headers.origin;
  if (origin === undefined) return true;
  try {
    // A port that the scheme implies may be written out in one and left out of the other.
    const { host: originHost, protocol } = new URL(origin);
    return host !== undefined && originHost === new URL(`${protocol}//${host}`).host;
  } catch {
    return false;
  }
}

/**
 * Whether another site may send a browser here with this: only by a link that opens in a window of its own. What other sites
 * embed or fetch is refused, whatever it asks for.
 */
function isVisit(method: string, headers: IncomingHttpHeaders): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** Headers, host names and other sites. What is refused here counts against nobody (docs/promises.md, P33 and P34). */
export async function secure(app: App, { settings }: Pick<Context, 'settings'>): Promise<void> {
  const isHost = hostCheck(settings);
  app.addHook('onRequest', async (request) => {
    // What watches over the service asks by whatever address it has, and learns nothing.
    if (request.routeOptions.url === '/api/health') return;
    if (!isHost(request.host)) throw new AppError('foreign_origin');
    if (isFromHere(request.headers, request.host)) return;
    // Programs on other sites may read what is open to them: an Origin without fetch metadata is no browser of today.
    const isSafe = SAFE.has(request.method) && request.headers['sec-fetch-site'] === undefined;
    if (!isSafe && !isVisit(request.method, request.headers)) throw new AppError('foreign_origin');
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Mantine sets style attributes and adds style elements; neither can run code.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Whether this name is always behind TLS is for the proxy to say.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}

/** End requests whose body does not come: one byte a second must not hold a connection (docs/promises.md, P34). */
export function limitBodyTime(app: App, bounds: Bounds): void {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  const clear = (request: object) => clearTimeout(timers.get(request));
  app.addHook('onRequest', async (request) => {
    if (SAFE.has(request.method) || request.routeOptions.config.streams === true) return;
    timers.set(request, setTimeout(() => request.raw.destroy(), bounds.bodyMs).unref());
  });
  app.addHook('preValidation', async (request) => clear(request));
  app.addHook('onResponse', async (request) => clear(request));
}
