/** A program that knows that members of a service die: what got no answer, or one that says "later", is asked for again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type File, isPassing } from '@sheetport/contract';
import { type Answer, Api } from './api.ts';

/** Bad gateway, service unavailable, gateway time-out. */
const LATER = new Set([502, 503, 504]);
const PAUSE_MS = 150;
const PATIENCE_MS = 90_000;

export class PatientApi extends Api {
  /** A request that makes something carries a key, so that asking again makes it once (P10). */
  override async call(
    method: string,
    where: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const keyed = method === 'POST' ? { 'idempotency-key': randomUUID(), ...headers } : headers;
    return untilAnswered(
      () => super.call(method, where, body, keyed),
      ({ status, body: problem }) => LATER.has(status) || (status === 409 && isPassing(problem?.code)),
    );
  }

  /** A form that broke off made no file that anybody knows of. */
  override async upload(bytes: Uint8Array | string, name: string): Promise<File> {
    return untilAnswered(() => super.upload(bytes, name));
  }

  override async download(id: string): Promise<Uint8Array> {
    return untilAnswered(() => super.download(id));
  }
}

/** Ask until there is an answer that is no "later"; of an error, whether its text names such a status, or there was no answer at all. */
async function untilAnswered<T>(question: () => Promise<T>, isLater: (answer: T) => boolean = () => false): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    try {
      const answer = await question();
      if (!isLater(answer) || Date.now() > end) return answer;
    } catch (error) {
      const { message } = error as Error;
      const isLost = error instanceof TypeError || /\b50[234]\b/.test(message);
      if (!isLost || Date.now() > end) throw error;
    }
  }
}
