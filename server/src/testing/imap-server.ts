/** An IMAP server on loopback for tests: Debian's dovecot, without privileges, behind a proxy that fails. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { ImapFlow } from 'imapflow';

const PROGRAM = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((file) => existsSync(file));
export const HAS_IMAP = PROGRAM !== undefined && existsSync('/usr/lib/dovecot/imap');

export interface ImapServer {
  /** For TLS from the first byte, and for STARTTLS. */
  port: number;
  plainPort: number;
  user: string;
  password: string;
  /** A file with the certificate that signed that of the server, for NODE_EXTRA_CA_CERTS. */
  certificate: string;
  /** A file with its key. */
  key: string;
  /** After so many bytes of answers the connection is cut; null as usual. */
  cutAfter: number | null;
  /** Put a message into a folder; lines end as it says. */
  append(message: string, folder?: string): Promise<void>;
  /** The messages of a folder: their subjects and flags. */
  list(folder?: string): Promise<{ subject: string; flags: string[] }[]>;
  close(): Promise<void>;
}

/**
 * Start it, with one empty mailbox that is removed at the end.
 * @param tokenInfo where it asks whose an access token is: the token is put behind it. Without it nobody signs in by OAuth
 */
export async function startImapServer(tokenInfo?: string): Promise<ImapServer> {
  // Its processes change to the directory, so that others must be able to enter it.
  const home = await mkdtemp(path.join(tmpdir(), 'sheetport-imap-'));
  chmodSync(home, 0o755);
  const inside = (name: string) => path.join(home, name);
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...names, '-keyout', inside('key.pem'), '-out', inside('cert.pem')], {
    stdio: 'ignore',
  });
  // dovecot gives mail to nobody who is root.
  const isRoot = process.getuid?.() === 0;
  const own = isRoot ? { uid: 65_534, gid: 65_534 } : { uid: process.getuid!(), gid: process.getgid!() };
  const user = isRoot ? 'nobody' : userInfo().username;
  const sockets = await Promise.all([openCutProxy(() => state), openCutProxy(() => state)]);
  const [tls, plain] = sockets;
  await writeFile(inside('users'), 'feed@example.com:{PLAIN}correct horse\n');
  await writeFile(
    inside('dovecot.conf'),
    `base_dir = ${inside('run')}
state_dir = ${inside('state')}
log_path = ${inside('log')}
protocols = imap
listen = 127.0.0.1
default_internal_user = ${user}
default_internal_group = ${isRoot ? 'nogroup' : own.gid}
default_login_user = ${user}
ssl = yes
ssl_cert = <${inside('cert.pem')}
ssl_key = <${inside('key.pem')}
disable_plaintext_auth = yes
auth_failure_delay = 0
mail_location = maildir:${inside('mail')}
mail_max_userip_connections = 100
first_valid_uid = 1
passdb {
  driver = passwd-file
  mechanisms = plain
  args = scheme=plain ${inside('users')}
}
${
  tokenInfo === undefined
    ? ''
    : `auth_mechanisms = plain xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${inside('oauth2')}
}`
}
userdb {
  driver = static
  args = uid=${own.uid} gid=${own.gid} home=${inside('mail')}
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${plain.target}
  }
  inet_listener imaps {
    port = ${tls.target}
    ssl = yes
  }
}
`,
  );
  await writeFile(
    inside('oauth2'),
    `tokeninfo_url = ${tokenInfo}\nintrospection_mode = auth\nusername_attribute = email\n`,
  );
  await mkdir(inside('mail'));
  if (isRoot)
    for (const name of ['', 'mail', 'users', 'oauth2', 'key.pem', 'cert.pem', 'dovecot.conf'])
      await chown(inside(name), own.uid, own.gid);
  const child = spawn(PROGRAM!, ['-F', '-c', inside('dovecot.conf')], {
    ...(isRoot && own),
    stdio: 'ignore',
    cwd: home,
  });
  await waitUntilOpen(tls.target, async () => (await readFile(inside('log'), 'utf8').catch(() => '')) || 'no log');
  const connect = async () => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: tls.target,
      secure: true,
      auth: { user: state.user, pass: state.password },
      tls: { rejectUnauthorized: false },
      logger: false,
      disableAutoIdle: true,
    });
    await client.connect();
    return client;
  };
  const state: ImapServer = {
    port: tls.port,
    plainPort: plain.port,
    user: 'feed@example.com',
    password: 'correct horse',
    certificate: inside('cert.pem'),
    key: inside('key.pem'),
    cutAfter: null,
    async append(message, folder = 'INBOX') {
      const client = await connect();
      await client.append(folder, message.replace(/\r?\n/g, '\r\n'));
      client.close();
    },
    async list(folder = 'INBOX') {
      const client = await connect();
      await client.mailboxOpen(folder);
      const found: { subject: string; flags: string[] }[] = [];
      for await (const { envelope, flags } of client.fetch('1:*', { envelope: true, flags: true }))
        found.push({
          subject: envelope?.subject ?? '',
          flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent').sort(),
        });
      client.close();
      return found;
    },
    async close() {
      for (const socket of sockets) socket.close();
      if (child.exitCode === null) {
        child.kill();
        await once(child, 'exit');
      }
      await rm(home, { recursive: true, force: true });
    },
  };
  return state;
}

/** A port of this machine that leads to another free one, and is cut as the server says. */
async function openCutProxy(state: () => ImapServer): Promise<{ port: number; target: number; close(): void }> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const target = (probe.address() as AddressInfo).port;
  await new Promise((done) => probe.close(done));
  const open = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(target, '127.0.0.1');
    let bytes = 0;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (piece) => {
      bytes += piece.length;
      const { cutAfter } = state();
      if (cutAfter !== null && bytes > cutAfter) near.destroy();
      else near.write(piece);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    target,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

async function waitUntilOpen(port: number, explain: () => Promise<string>): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((done) => {
      socket.once('connect', () => done(true));
      socket.once('error', () => done(false));
    });
    socket.destroy();
    if (isOpen) return;
    if (Date.now() > end) throw new Error(`dovecot did not start: ${await explain()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
