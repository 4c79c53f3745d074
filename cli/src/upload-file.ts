/** Sends a file in pieces (tus 1.0), going on after a lost connection where it was. */
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileAnswer } from './answers.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { HttpClient } from './http-client.ts';
import type { Session } from './session.ts';

/** A lost connection costs at most this much twice. */
const PIECE_BYTES = 4 * 1024 * 1024;
const TRIES = 6;
const TUS = { 'tus-resumable': '1.0.0' };
const POLL_MS = 150;

/** Out: the id of the file. @throws CliError `no_such_file`, `file_changed`, and what the service refuses */
export async function uploadFile(
  { client, progress }: Pick<Session, 'client' | 'progress'>,
  file: string,
): Promise<string> {
  const size = await sizeOf(file);
  const name = path.basename(file);
  const metadata = `filename ${Buffer.from(name).toString('base64')}`;
  const created = await client.call('POST', '/api/uploads', {
    headers: { ...TUS, 'upload-length': String(size), 'upload-metadata': metadata },
  });
  const id = created.headers.get('location')?.split('/').at(-1);
  if (!id) throw new CliError(EXIT.failed, 'unexpected_answer', 'The service did not say where to send the file.');
  const source = await open(file);
  try {
    await sendPieces(client, source, id, size, (offset) =>
      progress.update(name, { fraction: offset / size, detail: 'uploading' }),
    );
  } finally {
    await source.close();
  }
  progress.end();
  return id;
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new CliError(EXIT.usage, 'no_such_file', `There is no file ${file}`);
  if (!found.isFile()) throw new CliError(EXIT.usage, 'no_such_file', `${file} is not a file`);
  if (found.size === 0) throw new CliError(EXIT.usage, 'empty_file', `${file} is empty`);
  return found.size;
}

async function sendPieces(
  client: HttpClient,
  source: Awaited<ReturnType<typeof open>>,
  id: string,
  size: number,
  onSent: (offset: number) => void,
): Promise<void> {
  const where = `/api/uploads/${id}`;
  const buffer = new Uint8Array(Math.min(PIECE_BYTES, size));
  let failures = 0;
  for (let offset = 0; offset < size; onSent(offset)) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, offset);
    if (bytesRead === 0) throw new CliError(EXIT.failed, 'file_changed', 'The file became shorter while it was sent.');
    try {
      const answer = await client.call('PATCH', where, {
        bytes: buffer.slice(0, bytesRead),
        headers: { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      });
      offset = Number(answer.headers.get('upload-offset'));
      failures = 0;
    } catch (error) {
      const isLost =
        error instanceof CliError && (error.exitCode === EXIT.unreachable || error.code === 'upload_conflict');
      if (!isLost || ++failures >= TRIES) throw error;
      await sleep(250 * 2 ** failures);
      const answer = await client.call('HEAD', where, { headers: TUS });
      offset = Number(answer.headers.get('upload-offset'));
    }
  }
}

/**
 * The file once the service has looked at all of it.
 * @throws CliError what is wrong with it
 */
export async function waitForInspection(
  { client, progress }: Pick<Session, 'client' | 'progress'>,
  id: string,
): Promise<FileAnswer> {
  for (;;) {
    const file = await client.ask(FileAnswer, 'GET', `/api/files/${encodeURIComponent(id)}`);
    if (file.state === 'unreadable')
      throw new CliError(
        EXIT.refused,
        file.error?.code ?? 'unreadable',
        file.error?.message ?? `${file.name} cannot be read`,
      );
    if (file.state === 'gone') throw new CliError(EXIT.refused, 'gone', `${file.name} was removed`);
    if (file.state === 'ready' && file.sheets?.every(({ complete }) => complete)) {
      progress.end();
      return file;
    }
    progress.update(file.name, { fraction: 0, detail: 'being inspected' });
    await sleep(POLL_MS);
  }
}
