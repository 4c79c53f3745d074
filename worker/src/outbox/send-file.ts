/** Sends a file to a target, and answers what the other side said. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, type DeliveryTarget, type RemoteFolderLocation, type Settings } from '@sheetport/contract';
import { type OutgoingGuard, openOutgoing, openRemoteFolder, readText } from '@sheetport/core';
import { openTransport } from './mail-transport.ts';

/** Mail servers take 10 MB and more; base64 makes a file a third larger. */
const MOST_ATTACHED_BYTES = 7 * 1024 ** 2;
const ANSWER_BYTES = 2000;
/** Silence for so long ends an attempt. */
const SILENCE_MS = 60_000;

export interface FileToSend {
  name: string;
  type: string;
  bytes: number;
  /** What the delivery is called, and the page of its export. */
  title: string;
  page: string;
  /** The bytes from the start, anew at each call. */
  read(): AsyncIterable<Uint8Array>;
}

export interface Receipt {
  status: number | null;
  answer: string;
  isDone: boolean;
  retryAfter?: string | undefined;
}

export interface SendContext {
  settings: Pick<Settings, 'SMTP_URL' | 'MAIL_FROM' | 'DELIVERY_DIR'>;
  guard: OutgoingGuard;
}

/**
 * Send a file.
 * @param key names the run: the other side may know by it that it has the file already
 * @throws AppError `target_not_set_up`, `address_not_allowed`, `receiver_unreachable`, `receiver_refused`, `host_key_not_confirmed`, or an error of the disk or of SMTP
 */
export async function sendFile(
  context: SendContext,
  target: DeliveryTarget,
  { headers, secret }: { headers: Record<string, string>; secret: string | undefined },
  file: FileToSend,
  key: string,
  signal: AbortSignal,
): Promise<Receipt> {
  if (target.kind === 'email') return mailFile(context, target, file, key);
  if (target.kind === 'folder') return writeFile(context, target, file, signal);
  if (target.kind !== 'http') return putFile(context, target, secret, file, signal);
  const answer = await openOutgoing(context.guard, {
    url: target.url,
    method: target.method,
    headers: {
      'content-type': file.type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'idempotency-key': key,
      'user-agent': 'Sheetport-Deliveries/1',
      ...headers,
      'content-length': String(file.bytes),
    },
    body: Readable.from(file.read(), { objectMode: false }),
    timeoutMs: SILENCE_MS,
    signal,
  });
  const { text } = await readText(answer, ANSWER_BYTES).catch(() => ({ text: '' }));
  const isDone = answer.status >= 200 && answer.status < 300;
  return { status: answer.status, answer: text, isDone, retryAfter: answer.headers['retry-after'] };
}

async function mailFile(
  { settings: { SMTP_URL: url, MAIL_FROM: from } }: SendContext,
  { to, subject }: DeliveryTarget & { kind: 'email' },
  file: FileToSend,
  key: string,
): Promise<Receipt> {
  if (url === undefined || from === undefined)
    throw new AppError('target_not_set_up', { what: 'E-mail', setting: 'SMTP_URL' });
  const isAttached = file.bytes <= MOST_ATTACHED_BYTES;
  const transport = openTransport(url, SILENCE_MS);
  try {
    const { response } = await transport.sendMail({
      from,
      to: to.map((address) => ({ name: '', address })),
      subject: subject ?? file.title,
      // The same at each attempt: mail programs show it once.
      messageId: `<${key}@sheetport>`,
      text: isAttached
        ? `${file.name} is attached.\n\n${file.page}\n`
        : `${file.name} is too large for an e-mail. Sign in to download it:\n\n${file.page}\n`,
      ...(isAttached && {
        attachments: [{ filename: file.name, contentType: file.type, content: Readable.from(file.read()) }],
      }),
    });
    return { status: Number.parseInt(response, 10) || 250, answer: response.replace(/^\d{3}[ -]/, ''), isDone: true };
  } catch (error) {
    const { responseCode, response } = error as { responseCode?: number; response?: string };
    if (responseCode === undefined) throw error;
    return { status: responseCode, answer: (response ?? '').slice(0, ANSWER_BYTES), isDone: false };
  } finally {
    transport.close();
  }
}

/** Into a folder of another system, whole or not at all. */
async function putFile(
  { guard }: SendContext,
  target: RemoteFolderLocation,
  secret: string | undefined,
  file: FileToSend,
  signal: AbortSignal,
): Promise<Receipt> {
  if (secret === undefined) throw new AppError('secret_missing');
  const folder = await openRemoteFolder(target, secret, { guard, silentMs: SILENCE_MS });
  try {
    const answer = await folder.write(file.name, file.bytes, file.read(), signal);
    return { status: null, answer, isDone: true };
  } finally {
    folder.close();
  }
}

/** Write it beside its place, and rename it when it is whole and on the disk: whoever watches the folder never sees half of it. */
async function writeFile(
  { settings: { DELIVERY_DIR: root } }: SendContext,
  { folder }: DeliveryTarget & { kind: 'folder' },
  file: FileToSend,
  signal: AbortSignal,
): Promise<Receipt> {
  if (root === undefined) throw new AppError('target_not_set_up', { what: 'A folder', setting: 'DELIVERY_DIR' });
  const wanted = path.resolve(root, folder);
  await mkdir(wanted, { recursive: true });
  // A link in the folder does not lead out of it.
  const [inside, base] = [await realpath(wanted), await realpath(root)];
  if (inside !== base && !inside.startsWith(base + path.sep))
    throw new AppError('target_not_set_up', { what: 'This folder', setting: 'DELIVERY_DIR' });
  const draft = path.join(inside, `.${randomUUID()}.part`);
  try {
    await pipeline(Readable.from(file.read(), { objectMode: false }), createWriteStream(draft, { flags: 'wx' }), {
      signal,
    });
    const handle = await open(draft, 'r+');
    await handle.sync().finally(() => handle.close());
    const place = path.join(inside, file.name);
    await rename(draft, place);
    return { status: null, answer: path.posix.join(folder, file.name), isDone: true };
  } finally {
    await rm(draft, { force: true });
  }
}
