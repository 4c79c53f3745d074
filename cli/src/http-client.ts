/** Calls of the service with a key, and what its refusals mean for a script. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { ProblemAnswer } from './answers.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { Profile } from './profiles.ts';

/** A service that restarts is back within this many tries. */
const TRIES = 5;
const LONGEST_PAUSE_MS = 10_000;
/** Answers after which the same call can be made again: nothing was done. */
const AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);

interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** Bytes instead of JSON. */
  bytes?: Uint8Array<ArrayBuffer>;
  /** How often it is tried. More than once only for what does no harm when it is done twice. */
  tries?: number;
}

export class HttpClient {
  readonly url: string;
  readonly #key: string;
  constructor({ url, key }: Profile) {
    this.url = url;
    this.#key = key;
  }

  /**
   * One call. Reads, and whatever has an `Idempotency-Key`, are made again while the service does not answer.
   * @throws CliError `unreachable`; what the service refuses, with its code
   */
  async call(method: string, where: string, options: CallOptions = {}): Promise<Response> {
    const { body, bytes, headers = {} } = options;
    const isRepeatable = method === 'GET' || method === 'HEAD' || headers['idempotency-key'] !== undefined;
    const tries = options.tries ?? (isRepeatable ? TRIES : 1);
    for (let n = 1; ; n++) {
      let answer: Response;
      try {
        answer = await fetch(this.url + where, {
          method,
          redirect: 'error',
          headers: {
            authorization: `Bearer ${this.#key}`,
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(bytes !== undefined && { body: bytes }),
        });
      } catch (error) {
        if (n < tries) {
          await sleep(pauseOf(n));
          continue;
        }
        throw this.unreachable(error);
      }
      if (answer.ok || answer.status === 304) return answer;
      if (AGAIN.has(answer.status) && n < Math.max(tries, answer.status === 429 ? TRIES : 1)) {
        await answer.body?.cancel();
        await sleep(pauseOf(n, answer.headers.get('retry-after')));
        continue;
      }
      throw await refusalOf(answer);
    }
  }

  /** The JSON of an answer. */
  async ask<T>(shape: z.ZodType<T>, method: string, where: string, options?: CallOptions): Promise<T> {
    const answer = await this.call(method, where, options);
    const read = shape.safeParse(await answer.json().catch(() => undefined));
    if (read.success) return read.data;
    throw new CliError(
      EXIT.failed,
      'unexpected_answer',
      `${this.url} answered something that is no answer of Sheetport. Is the address right?`,
    );
  }

  unreachable(error: unknown): CliError {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    return new CliError(
      EXIT.unreachable,
      'unreachable',
      `${this.url} does not answer${cause && ` (${cause})`}. Check that the service runs, and the address.`,
    );
  }
}

function pauseOf(n: number, retryAfter?: string | null): number {
  const asked = Number(retryAfter) * 1000;
  return Math.min(LONGEST_PAUSE_MS, asked > 0 ? asked : 250 * 2 ** n);
}

async function refusalOf(answer: Response): Promise<CliError> {
  const problem = ProblemAnswer.safeParse(await answer.json().catch(() => undefined)).data;
  if (AGAIN.has(answer.status) && answer.status !== 429)
    return new CliError(
      EXIT.unreachable,
      problem?.code ?? 'unreachable',
      problem?.detail ?? `The service answered ${answer.status}.`,
    );
  const code = problem?.code ?? `http_${answer.status}`;
  const message = problem ? `${problem.title}: ${problem.detail}` : `The service answered ${answer.status}.`;
  return new CliError(answer.status >= 500 ? EXIT.failed : EXIT.refused, code, message);
}
