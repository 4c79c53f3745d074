import { createTransport } from 'nodemailer';

/** A connection to the mail server of the settings. @param silentMs silence for so long ends an attempt */
export function openTransport(url: string, silentMs: number) {
  return createTransport({
    url,
    connectionTimeout: silentMs,
    greetingTimeout: silentMs,
    socketTimeout: silentMs,
    dnsTimeout: silentMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
