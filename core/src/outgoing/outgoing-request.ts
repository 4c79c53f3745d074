/** Requests to other systems, at addresses that people gave: only where the guard allows, with limits of time and size. */
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@sheetport/contract';
import type { OutgoingGuard } from './outgoing-guard.ts';

export interface OutgoingRequest {
  url: string;
  /** Default: GET. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  headers?: Readonly<Record<string, string>>;
  /** A stream is sent as it comes; give its `content-length` where the other side needs it. */
  body?: string | Uint8Array | Readable;
  /** How many redirects of a GET or HEAD are followed. Default: none; the answer is then the redirect itself. */
  redirects?: number;
  /** From the start to the head of the answer, in milliseconds; for a body that is a stream, from its end. */
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface OutgoingAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Where it came from, after redirects. */
  url: string;
  /** Read it whole, or destroy it: the connection is open until then. Silence for `timeoutMs` ends it. */
  body: http.IncomingMessage;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Headers that are not sent along on a redirect to another site. */
const OF_ONE_SITE: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * Send a request.
 * @returns the head of the answer, whatever its status, and its body as a stream
 * @throws AppError `address_not_allowed`, `receiver_unreachable`
 */
export async function openOutgoing(guard: OutgoingGuard, request: OutgoingRequest): Promise<OutgoingAnswer> {
  const { method = 'GET', redirects = 0 } = request;
  const url = readUrl(request.url);
  try {
    guard.refuse(url.hostname);
    const body = await send(guard, url, request);
    const status = body.statusCode!;
    const { location } = body.headers;
    const mayFollow = redirects > 0 && (method === 'GET' || method === 'HEAD');
    if (!mayFollow || !REDIRECTS.has(status) || location === undefined)
      return { status, headers: body.headers, url: url.href, body };
    body.destroy();
    const next = readUrl(location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:')
      throw new AppError('receiver_unreachable', { host: url.host, detail: 'it redirects from https to http' });
    const headers = next.origin === url.origin ? request.headers : withoutSecrets(request.headers ?? {});
    return await openOutgoing(guard, { ...request, headers: headers ?? {}, url: next.href, redirects: redirects - 1 });
  } catch (error) {
    throw toOutgoingError(error, url.host);
  }
}

/**
 * The text of an answer, at most so many bytes of it; the connection is closed. What is not UTF-8 is marked as such.
 * @throws AppError `receiver_unreachable`
 */
export async function readText({ body, url }: OutgoingAnswer, most: number): Promise<{ text: string; isCut: boolean }> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > most) break;
    }
  } catch (error) {
    throw toOutgoingError(error, new URL(url).host);
  }
  const isCut = bytes > most;
  return { text: new TextDecoder().decode(Buffer.concat(pieces).subarray(0, most), { stream: isCut }), isCut };
}

/** What people see of an error of a connection to another system. An AppError stays as it is. */
export function toOutgoingError(error: unknown, host: string): AppError {
  if (error instanceof AppError) return error;
  const { cause } = (error ?? {}) as { cause?: unknown };
  if (cause instanceof AppError) return cause;
  return new AppError('receiver_unreachable', { host, detail: explain(error) }, { cause: error });
}

function explain(error: unknown): string {
  const { code = '', name = '', errors } = (error ?? {}) as { code?: string; name?: string; errors?: unknown[] };
  // Several addresses were tried: the first one says why.
  if (code === '' && errors?.length) return explain(errors[0]);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known to DNS';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'there is no way to it';
  if (code === 'ETIMEDOUT' || name === 'TimeoutError') return 'it did not answer in time';
  if (name === 'AbortError' || code === 'ABORT_ERR') return 'the request was stopped';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/.test(code))
    return `its certificate or TLS is not accepted (${code})`;
  if (/^HPE_/.test(code)) return 'its answer is not HTTP';
  return 'the connection was lost';
}

/** @throws AppError `receiver_unreachable` for anything but an http(s) address without a name and password */
function readUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new AppError('receiver_unreachable', {
    host: url?.host ?? base?.host ?? text.slice(0, 100),
    detail: 'it is no http or https address, or has a password in it',
  });
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_SITE.has(name.toLowerCase())));
}

/** One request, without redirects. The body of the answer is not read. */
function send(
  guard: OutgoingGuard,
  url: URL,
  { method = 'GET', headers = {}, body, timeoutMs, signal }: OutgoingRequest,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    // A connection of its own: none that was opened to an address which nobody has checked.
    const sent = request(url, { method, headers, agent: false, lookup: guard.lookup, ...(signal && { signal }) });
    const timeout = new DOMException('no answer in time', 'TimeoutError');
    let timer: NodeJS.Timeout | undefined;
    let isAnswered = false;
    const startClock = () => {
      timer = setTimeout(() => sent.destroy(timeout), timeoutMs);
    };
    // While a body goes out, silence ends it.
    sent.setTimeout(timeoutMs, () => sent.destroy(timeout));
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.on('response', (answer) => {
      clearTimeout(timer);
      isAnswered = true;
      // Whoever reads it sees the error; nobody has to.
      answer.on('error', () => undefined);
      answer.setTimeout(timeoutMs, () => answer.destroy(timeout));
      resolve(answer);
    });
    if (body instanceof Readable) {
      pipeline(body, sent).then(
        () => isAnswered || startClock(),
        (error: unknown) => {
          // An answer before the end of the body says more than that the rest could not be sent.
          if (isAnswered) return;
          sent.destroy(error as Error);
          reject(error);
        },
      );
    } else {
      startClock();
      sent.end(body);
    }
  });
}
