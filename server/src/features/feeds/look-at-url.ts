import path from 'node:path';
import { AppError } from '@sheetport/contract';
import { openOutgoing, toOutgoingError } from '@sheetport/core';
import type { FeedRecord } from '@sheetport/prisma';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { takeContent } from './take-content.ts';

const TIMEOUT_MS = 30_000;
const REDIRECTS = 5;

/** What the last answer said of itself. */
const SeenAnswer = z.object({ url: z.string(), etag: z.string().optional(), modified: z.string().optional() });
type SeenAnswer = z.infer<typeof SeenAnswer>;

/**
 * Take the file at an address where it is another than the last time.
 * @returns what the answer said of itself, for the next time
 * @throws AppError `feed_unreadable`, `web_page_answered`, `receiver_unreachable`, `address_not_allowed`
 */
export async function lookAtUrl(context: Context, feed: FeedRecord, url: string): Promise<SeenAnswer> {
  const last = SeenAnswer.safeParse(feed.seen).data;
  const before = last?.url === url ? last : undefined;
  const answer = await openOutgoing(context.outgoing, {
    url,
    redirects: REDIRECTS,
    timeoutMs: TIMEOUT_MS,
    headers: {
      accept: '*/*',
      ...(before?.etag && { 'if-none-match': before.etag }),
      ...(before?.modified && { 'if-modified-since': before.modified }),
    },
  });
  const { status, headers, body } = answer;
  if (status === 304 && before) {
    body.destroy();
    return before;
  }
  if (status === 401 || status === 403) {
    body.destroy();
    throw new AppError('web_page_answered');
  }
  if (status !== 200) {
    body.destroy();
    throw new AppError('feed_unreadable', { detail: `the address answers with status ${status}` });
  }
  const length = headers['content-length'];
  const { etag, 'last-modified': modified } = headers;
  const isWhole = await takeContent(context, feed, {
    name: nameOf(headers['content-disposition'], answer.url),
    bytes: readBody(answer.url, body),
    isWhole: async (read) => body.complete && (length === undefined || Number(length) === read),
    seenAs: {},
  });
  if (!isWhole) throw new AppError('feed_unreadable', { detail: 'the answer ended before the file did' });
  return { url, ...(etag && { etag }), ...(modified && { modified }) };
}

/** What a sign-in page, or the page around a sheet, begins with. */
const WEB_PAGE = /^\s*<(?:!doctype html|html)[\s>]/i;
const LOOKED_INTO = 256;

/**
 * @throws AppError `receiver_unreachable` where the answer is cut off: a lost connection is not one to the database; `web_page_answered` where it
 * is a page instead of a file
 */
async function* readBody(url: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  try {
    for await (const chunk of body) {
      if (isFirst && WEB_PAGE.test(new TextDecoder().decode(chunk.subarray(0, LOOKED_INTO))))
        throw new AppError('web_page_answered');
      isFirst = false;
      yield chunk;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw toOutgoingError(error, new URL(url).host);
  }
}

/** As the answer calls the file (RFC 6266), or as its address does. */
function nameOf(disposition: string | undefined, url: string): string {
  const [, encoded] = /filename\*=utf-8''([^;]+)/i.exec(disposition ?? '') ?? [];
  const [, plain] = /filename="?([^";]+)"?/i.exec(disposition ?? '') ?? [];
  const last = path.posix.basename(new URL(url).pathname);
  return decode(encoded) || plain || decode(last) || 'feed';
}

function decode(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return text ?? '';
  }
}
