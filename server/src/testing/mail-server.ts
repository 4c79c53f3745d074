/** A real SMTP server for tests, which keeps what it is sent. Not part of the package. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface TestMail {
  to: string;
  /** As it came. */
  raw: string;
  /** Its text, without transfer encoding. */
  text: string;
  /** Its HTML, likewise. */
  html: string;
  subject: string;
}

export interface MailServer {
  url: string;
  mails: TestMail[];
  close(): Promise<void>;
}

/** @param options faults: what refuses a recipient, or answers late */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: TestMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(readMail(Buffer.concat(chunks).toString('latin1'), session.envelope.rcptTo[0]?.address ?? ''));
        done();
      });
    },
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function readMail(raw: string, to: string): TestMail {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? '';
  const part = (type: string): string => {
    const found = raw.split(`--${boundary}`).find((one) => one.includes(`Content-Type: ${type}`)) ?? '';
    const [head = '', ...body] = found.trimStart().split('\r\n\r\n');
    const encoding = /Content-Transfer-Encoding: (\S+)/i.exec(head)?.[1] ?? '';
    return decode(body.join('\r\n\r\n').trimEnd(), encoding).replaceAll('\r\n', '\n');
  };
  const subject = (/^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? '')
    .replace(/\?=\r\n[ \t]+=\?/g, '?==?')
    .replace(/\r\n[ \t]+/g, ' ')
    .replace(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B' ? decode(text, 'base64') : decode(text.replaceAll('_', ' '), 'quoted-printable'),
    );
  return { to, raw, subject, text: part('text/plain'), html: part('text/html') };
}

/** RFC 2045, section 6. */
function decode(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return Buffer.from(text, 'latin1').toString('utf8');
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
