import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError, type SftpFolder } from '@sheetport/contract';
import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import type { RemoteFile, RemoteFolder, RemoteOptions } from './remote-folder.ts';
import { connectSftp, toSftpError } from './sftp-connection.ts';

/** Servers answer up to so many bytes to one request, and many requests are on their way: a far server costs no wait for each. */
const PIECE_BYTES = 32_768;
const ON_THEIR_WAY = 32;
/** Kinds of files in the mode (sys/stat.h). */
const KIND_MASK = 0o170000;
const REGULAR = 0o100000;
/** Not there, by SFTP. */
const NO_SUCH_FILE = 2;

type Done<T> = (error?: Error | null, value?: T) => void;

/** A folder of an SFTP server (draft-ietf-secsh-filexfer-02, which all servers speak). */
export async function openSftpFolder(
  location: SftpFolder,
  secret: string,
  options: RemoteOptions,
): Promise<RemoteFolder> {
  const { host, folder } = location;
  const connection = await connectSftp(location, secret, options);
  const { sftp } = connection;
  const at = (name: string) => path.posix.join(folder, name);
  let fail: (error: unknown) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  lost.catch(() => undefined);
  sftp.on('close', () => fail(connection.failure() ?? new Error('closed')));
  /** One call; a connection that ends answers no callback. */
  const ask = async <T>(call: (done: Done<T>) => void): Promise<T> => {
    const answered = new Promise<T>((resolve, reject) =>
      call((error, value) => (error ? reject(error) : resolve(value as T))),
    );
    answered.catch(() => undefined);
    try {
      return await Promise.race([answered, lost]);
    } catch (error) {
      throw toSftpError(error, host);
    }
  };
  const stat = async (name: string): Promise<Stats | undefined> => {
    try {
      return await ask<Stats>((done) => sftp.lstat(at(name), done));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  return {
    async list(most) {
      const entries = await ask<FileEntryWithStats[]>((done) => sftp.readdir(folder, done));
      return entries
        .filter(({ attrs }) => isRegular(attrs))
        .slice(0, most)
        .map(({ filename, attrs }) => toFile(filename, attrs));
    },
    async find(name) {
      const found = await stat(name);
      return found && isRegular(found) ? toFile(name, found) : undefined;
    },
    async *read({ name }) {
      const handle = await ask<Buffer>((done) => sftp.open(at(name), 'r', done));
      try {
        yield* readPieces(sftp, handle, ask);
      } finally {
        await ask((done) => sftp.close(handle, done)).catch(() => undefined);
      }
    },
    async write(name, bytes, content, signal) {
      const draft = at(`.${randomUUID()}.part`);
      const abort = () => connection.close();
      signal.addEventListener('abort', abort, { once: true });
      try {
        const handle = await ask<Buffer>((done) => sftp.open(draft, 'wx', done));
        await writePieces(sftp, handle, content, ask);
        // It is on the disk where the server can say so (OpenSSH).
        await ask((done) => sftp.ext_openssh_fsync(handle, (error) => done(error))).catch(ignoreMissingExtension);
        await ask((done) => sftp.close(handle, done));
        const { size } = await ask<Stats>((done) => sftp.stat(draft, done));
        if (size !== bytes)
          throw new AppError('receiver_refused', { host, detail: `of ${bytes} bytes it has ${size}` });
        await replace(draft, at(name));
        return at(name);
      } catch (error) {
        await ask((done) => sftp.unlink(draft, done)).catch(() => undefined);
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async move({ name }, inner, other) {
      if (!(await stat(inner))) await ask((done) => sftp.mkdir(at(inner), done));
      const isTaken = (await stat(`${inner}/${name}`)) !== undefined;
      await ask((done) => sftp.rename(at(name), at(`${inner}/${isTaken ? other : name}`), done));
    },
    close: connection.close,
  };

  /** Rename over another file: in one step where the server can (OpenSSH), else the other is removed just before. */
  async function replace(from: string, to: string): Promise<void> {
    try {
      await ask((done) => sftp.ext_openssh_rename(from, to, (error) => done(error)));
    } catch (error) {
      ignoreMissingExtension(error);
      await ask((done) => sftp.unlink(to, done)).catch((failure: unknown) => {
        if (!isMissing(failure)) throw failure;
      });
      await ask((done) => sftp.rename(from, to, done));
    }
  }
}

type Ask = <T>(call: (done: Done<T>) => void) => Promise<T>;

/** Bytes in order, with several requests ahead. An answer that is shorter than asked is made up for before the next. */
async function* readPieces(sftp: SFTPWrapper, handle: Buffer, ask: Ask): AsyncGenerator<Uint8Array> {
  const readAt = async (position: number, length: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const read = await ask<number>((done) =>
        sftp.read(handle, buffer, filled, length - filled, position + filled, (error, read) =>
          // The end of the file (SSH_FX_EOF).
          isEnd(error) ? done(null, 0) : done(error, read),
        ),
      );
      if (read === 0) break;
      filled += read;
    }
    return buffer.subarray(0, filled);
  };
  const ahead: Promise<Buffer>[] = [];
  for (let position = 0; ; ) {
    while (ahead.length < ON_THEIR_WAY) {
      const piece = readAt(position, PIECE_BYTES);
      piece.catch(() => undefined);
      ahead.push(piece);
      position += PIECE_BYTES;
    }
    const piece = await ahead.shift()!;
    if (piece.length > 0) yield piece;
    if (piece.length < PIECE_BYTES) return;
  }
}

async function writePieces(
  sftp: SFTPWrapper,
  handle: Buffer,
  content: AsyncIterable<Uint8Array>,
  ask: Ask,
): Promise<void> {
  const going = new Set<Promise<void>>();
  let failure: unknown;
  let position = 0;
  for await (const chunk of content) {
    for (let from = 0; from < chunk.byteLength; from += PIECE_BYTES) {
      const piece = Buffer.from(chunk.subarray(from, from + PIECE_BYTES));
      const place = position;
      position += piece.length;
      while (going.size >= ON_THEIR_WAY) await Promise.race(going);
      if (failure !== undefined) throw failure;
      const sent: Promise<void> = ask<void>((done) => sftp.write(handle, piece, 0, piece.length, place, done))
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => going.delete(sent));
      going.add(sent);
    }
  }
  await Promise.all(going);
  if (failure !== undefined) throw failure;
}

const isRegular = ({ mode }: { mode: number }) => (mode & KIND_MASK) === REGULAR;
const isEnd = (error: unknown) => (error as { code?: unknown } | undefined)?.code === 1;
const isMissing = (error: unknown) =>
  error instanceof AppError && (error.cause as { code?: unknown } | undefined)?.code === NO_SUCH_FILE;

/** SFTP counts in seconds. */
function toFile(name: string, { size, mtime }: { size: number; mtime: number }): RemoteFile {
  return { name, bytes: size, mtimeMs: mtime * 1000 };
}

/** ssh2 throws where a server does not know an extension; servers may answer that they cannot (SSH_FX_OP_UNSUPPORTED). */
function ignoreMissingExtension(error: unknown): void {
  const { cause = error } = error as { cause?: unknown };
  const { code, message = '' } = cause as { code?: unknown; message?: string };
  if (code !== 8 && !/does not support this extended request|Server does not support/i.test(message)) throw error;
}
