/** An SFTP server on loopback for tests: the server of ssh2 on a folder of this machine. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

export interface SftpServer {
  port: number;
  /** The folder that people see as `/`. */
  root: string;
  hostKey: string;
  user: string;
  password: string;
  /** A private key that it accepts. */
  privateKey: string;
  /** After so many bytes read or written connections are cut, or answers stay away; null as usual. */
  fault: { kind: 'cut' | 'silent'; bytes: number } | null;
  /** Bytes that were read and written since it was started. */
  moved: number;
  close(): Promise<void>;
}

/** Start it, with an empty folder that is removed at the end. */
export async function startSftpServer(): Promise<SftpServer> {
  const root = await mkdtemp(path.join(tmpdir(), 'sheetport-sftp-'));
  const host = ssh2.utils.generateKeyPairSync('ed25519');
  const own = ssh2.utils.generateKeyPairSync('ed25519');
  const shown = ssh2.utils.parseKey(host.public);
  const known = ssh2.utils.parseKey(own.public);
  if (shown instanceof Error || known instanceof Error) throw new Error('no keys');
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [host.private] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (sign) => {
      const isKey =
        sign.method === 'publickey' &&
        sign.key.data.equals(known.getPublicSSH()) &&
        (!sign.signature || known.verify(sign.blob!, sign.signature, sign.hashAlgo) === true);
      const isPassword = sign.method === 'password' && sign.password === state.password;
      if (sign.username === state.user && (isKey || isPassword)) sign.accept();
      else sign.reject(['password', 'publickey']);
    });
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), root, state, connection));
    });
  });
  const state: SftpServer = {
    port: 0,
    root,
    hostKey: `SHA256:${createHash('sha256').update(shown.getPublicSSH()).digest('base64').replace(/=+$/, '')}`,
    user: 'sheetport',
    password: 'correct horse',
    privateKey: own.private,
    fault: null,
    moved: 0,
    async close() {
      for (const connection of connections) connection.end();
      await new Promise<void>((done) => server.close(() => done()));
      await rm(root, { recursive: true, force: true });
    },
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  state.port = (server.address() as { port: number }).port;
  return state;
}

function serve(sftp: SFTPWrapper, root: string, state: SftpServer, connection: Connection): void {
  const handles = new Map<number, number | string[]>();
  let next = 1;
  const inside = (name: string) => path.join(root, path.posix.resolve('/', name));
  const handleOf = (handle: Buffer) => handles.get(handle.readUInt32BE(0));
  const give = (id: number, value: number | string[]) => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(next);
    handles.set(next++, value);
    sftp.handle(id, handle);
  };
  const status = (id: number) => (error: NodeJS.ErrnoException | null) =>
    sftp.status(
      id,
      !error
        ? STATUS_CODE.OK
        : error.code === 'ENOENT'
          ? STATUS_CODE.NO_SUCH_FILE
          : error.code === 'EACCES'
            ? STATUS_CODE.PERMISSION_DENIED
            : STATUS_CODE.FAILURE,
    );
  /** Whether the call is not answered. */
  const isFaulty = (bytes: number): boolean => {
    state.moved += bytes;
    if (!state.fault || state.moved < state.fault.bytes) return false;
    if (state.fault.kind === 'cut') (connection as unknown as { _sock: { destroy(): void } })._sock.destroy();
    return true;
  };
  const attrs = ({ mode, uid, gid, size, atimeMs, mtimeMs }: fs.Stats) => ({
    mode,
    uid,
    gid,
    size,
    atime: Math.floor(atimeMs / 1000),
    mtime: Math.floor(mtimeMs / 1000),
  });
  const stat = (id: number, name: string) =>
    fs.lstat(inside(name), (error, found) => (error ? status(id)(error) : sftp.attrs(id, attrs(found))));
  sftp.on('REALPATH', (id, name) => {
    const filename = path.posix.resolve('/', name);
    sftp.name(id, [{ filename, longname: filename, attrs: {} as never }]);
  });
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('FSTAT', (id, handle) =>
    fs.fstat(handleOf(handle) as number, (error, found) => (error ? status(id)(error) : sftp.attrs(id, attrs(found)))),
  );
  sftp.on('OPENDIR', (id, name) =>
    fs.readdir(inside(name), (error, names) =>
      error
        ? status(id)(error)
        : give(id, [name, ...names.filter((one) => fs.existsSync(path.join(inside(name), one)))]),
    ),
  );
  sftp.on('READDIR', (id, handle) => {
    const [folder, ...names] = (handleOf(handle) as string[]) ?? [];
    handles.set(handle.readUInt32BE(0), []);
    if (folder === undefined) return sftp.status(id, STATUS_CODE.EOF);
    sftp.name(
      id,
      names.map((filename) => {
        const found = fs.lstatSync(path.join(inside(folder), filename));
        return { filename, longname: filename, attrs: attrs(found) };
      }),
    );
  });
  sftp.on('OPEN', (id, name, flags) => {
    const mode = (flags & OPEN_MODE.WRITE) === 0 ? 'r' : (flags & OPEN_MODE.EXCL) !== 0 ? 'wx' : 'w';
    fs.open(inside(name), mode, (error, fd) => (error ? status(id)(error) : give(id, fd)));
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const buffer = Buffer.alloc(length);
    fs.read(handleOf(handle) as number, buffer, 0, length, offset, (error, read) => {
      if (isFaulty(read)) return;
      if (error) status(id)(error);
      else if (read === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, read));
    });
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    if (isFaulty(data.length)) return;
    fs.write(handleOf(handle) as number, data, 0, data.length, offset, status(id));
  });
  sftp.on('CLOSE', (id, handle) => {
    const open = handleOf(handle);
    if (typeof open === 'number') fs.close(open, status(id));
    else sftp.status(id, STATUS_CODE.OK);
  });
  sftp.on('REMOVE', (id, name) => fs.unlink(inside(name), status(id)));
  sftp.on('MKDIR', (id, name) => fs.mkdir(inside(name), status(id)));
  // As servers of version 3 do: nothing is written over.
  sftp.on('RENAME', (id, from, to) => {
    if (fs.existsSync(inside(to))) sftp.status(id, STATUS_CODE.FAILURE);
    else fs.rename(inside(from), inside(to), status(id));
  });
}
