/** Fetches an exported file into a part beside its place, goes on where it stopped, and puts it in its place when it is whole. */
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, EXIT } from './exit-codes.ts';
import type { HttpClient } from './http-client.ts';
import type { ProgressSink } from './progress-line.ts';

const TRIES = 6;

/**
 * @param target where the file is to be; what is there is replaced once the new one is whole
 * @returns its size in bytes
 */
export async function downloadExport(
  client: HttpClient,
  jobId: string,
  target: string,
  progress: ProgressSink,
): Promise<number> {
  // The file of one job never changes: a part that is there is the beginning of it.
  const part = `${target}.${jobId}.part`;
  for (let failures = 0; ; ) {
    const had = await sizeOf(part);
    try {
      const total = await fetchRest(client, jobId, part, had, (bytes, of) =>
        progress.update(target, { fraction: of === 0 ? 1 : bytes / of, detail: 'downloading' }),
      );
      progress.end();
      await rename(part, target);
      return total;
    } catch (error) {
      if (error instanceof CliError && error.exitCode !== EXIT.unreachable) throw error;
      failures = (await sizeOf(part)) > had ? 1 : failures + 1;
      if (failures >= TRIES) throw error instanceof CliError ? error : client.unreachable(error);
      await sleep(250 * 2 ** failures);
    }
  }
}

async function fetchRest(
  client: HttpClient,
  jobId: string,
  part: string,
  had: number,
  onBytes: (bytes: number, of: number) => void,
): Promise<number> {
  const where = `/api/jobs/${encodeURIComponent(jobId)}/file`;
  let answer: Response;
  try {
    answer = await client.call('GET', where, had > 0 ? { headers: { range: `bytes=${had}-` } } : {});
  } catch (error) {
    if (!(error instanceof CliError && error.code === 'invalid_range')) throw error;
    // Nothing is behind the part: it is whole, or not of this file.
    const total = Number((await client.call('HEAD', where)).headers.get('content-length'));
    if (had === total) return total;
    await rm(part, { force: true });
    return fetchRest(client, jobId, part, 0, onBytes);
  }
  const isRest = answer.status === 206;
  let bytes = isRest ? had : 0;
  const total = bytes + Number(answer.headers.get('content-length'));
  const counted = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      bytes += chunk.length;
      onBytes(bytes, total);
      yield chunk;
    }
  };
  const body = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
  await pipeline(body, counted, createWriteStream(part, { flags: isRest ? 'a' : 'w', flush: true }));
  if (bytes !== total) throw new Error('the connection was lost');
  return total;
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
