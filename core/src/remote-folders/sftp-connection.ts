/** Connections to SFTP servers: only where the guard allows, to the server whose key is known, with a limit on silence. */
import { createHash } from 'node:crypto';
import net from 'node:net';
import { AppError, type SftpFolder } from '@sheetport/contract';
import ssh2, { type Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { toOutgoingError } from '../outgoing/outgoing-request.ts';
import type { RemoteOptions } from './remote-folder.ts';

export interface SftpConnection {
  sftp: SFTPWrapper;
  /** Why the connection ended, for calls that did not answer. */
  failure(): unknown;
  close(): void;
}

/**
 * Connect and sign in.
 * @throws AppError `receiver_unreachable`, `receiver_refused`, `address_not_allowed`, `host_key_not_confirmed`
 */
export async function connectSftp(
  { host, port, user, hostKey }: SftpFolder,
  secret: string,
  { guard, silentMs }: RemoteOptions,
): Promise<SftpConnection> {
  guard.refuse(host);
  const client: Client = new ssh2.Client();
  const sock = net.connect({ host: host.replace(/^\[(.*)\]$/, '$1'), port, lookup: guard.lookup });
  let failure: unknown;
  let shown = '';
  const end = (error: unknown) => {
    failure ??= error;
    client.destroy();
    sock.destroy();
  };
  sock.setTimeout(silentMs, () => end(new DOMException('no answer in time', 'TimeoutError')));
  // ssh2 tells only of errors after it began to listen.
  sock.once('error', end);
  const config: ConnectConfig = {
    sock,
    username: user,
    ...signInWith(secret),
    readyTimeout: silentMs,
    hostVerifier: (key: Buffer) => {
      shown = fingerprintOf(key);
      return shown === hostKey;
    },
  };
  try {
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      // A socket that is destroyed by us tells no error of its own.
      sock.once('close', () => reject(failure ?? new Error('closed')));
      client.on('error', (error) => {
        failure ??= error;
        reject(failure);
      });
      client.on('keyboard-interactive', (_name, _text, _language, prompts, answer) =>
        answer(prompts.map(() => secret)),
      );
      client.once('ready', () => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));
      try {
        client.connect(config);
      } catch (error) {
        reject(error);
      }
    });
    return { sftp, failure: () => failure, close: () => end(new Error('closed')) };
  } catch (error) {
    end(error);
    if (shown !== '' && shown !== hostKey)
      throw new AppError('host_key_not_confirmed', { host, hostKey: shown }, { cause: error });
    throw toSftpError(error, host);
  }
}

function signInWith(secret: string): ConnectConfig {
  if (secret.includes('PRIVATE KEY-----')) return { privateKey: secret };
  return { password: secret, tryKeyboard: true };
}

/** As OpenSSH shows it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Status codes of SFTP (draft-ietf-secsh-filexfer-02, section 7) that a person has to see to. */
const REFUSALS: Readonly<Record<number, string>> = {
  2: 'there is no such file or folder',
  3: 'the user may not do this there',
  4: 'it answers with a failure; the disk may be full, or a file in use',
  8: 'it cannot do this',
};

/** What people see of an error of SSH or SFTP. An AppError stays as it is. */
export function toSftpError(error: unknown, host: string): AppError {
  if (error instanceof AppError) return error;
  const { level, code, message = '' } = (error ?? {}) as { level?: string; code?: unknown; message?: string };
  const refuse = (detail: string) => new AppError('receiver_refused', { host, detail }, { cause: error });
  if (level === 'client-authentication') return refuse('it does not accept the user with this password or key');
  if (/privateKey/.test(message)) return refuse('the private key cannot be read; it must have no passphrase');
  if (typeof code === 'number' && REFUSALS[code] !== undefined) return refuse(REFUSALS[code]);
  if (level === 'client-timeout')
    return new AppError('receiver_unreachable', { host, detail: 'it did not answer in time' }, { cause: error });
  if (level === 'handshake' || level === 'protocol')
    return new AppError(
      'receiver_unreachable',
      { host, detail: 'it does not speak SSH as expected' },
      { cause: error },
    );
  return toOutgoingError(error, host);
}
