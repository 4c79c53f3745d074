/** Resumable uploads request by request (tus 1.0), for tests that cut them. */
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import type { Api } from './api.ts';

const TUS = { 'tus-resumable': '1.0.0' };
function ask(api: Api, method: string, where: string, headers: Record<string, string>, body?: Uint8Array) {
  return fetch(api.url + where, {
    method,
    headers: { authorization: `Bearer ${api.token}`, ...TUS, ...headers },
    ...(body && { body: body as Uint8Array<ArrayBuffer> }),
  });
}

/** Begin an upload of so many bytes; its path. */
export async function beginUpload(api: Api, bytes: number, name: string): Promise<string> {
  const headers = {
    'upload-length': String(bytes),
    'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
  };
  let where = '';
  // On a busy machine Postgres may take longer than a request waits for it, and a server may have died.
  await expect
    .poll(async () => {
      const answer = await ask(api, 'POST', '/api/uploads', headers);
      if (answer.status < 500) where = answer.headers.get('location') ?? '';
      return answer.status;
    })
    .toBe(201);
  return new URL(where, api.url).pathname;
}

export async function offsetOf(api: Api, where: string): Promise<number> {
  return Number((await ask(api, 'HEAD', where, {})).headers.get('upload-offset'));
}

export function appendTo(api: Api, where: string, offset: number, body: Uint8Array): Promise<Response> {
  const headers = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
  return ask(api, 'PATCH', where, headers, body);
}

/** As a client of tus does: ask how far the upload is, and send the rest, until all of it is there. */
export async function finishUpload(api: Api, where: string, bytes: Uint8Array): Promise<string> {
  await expect
    .poll(async () => {
      const offset = await offsetOf(api, where);
      return offset === bytes.length ? 204 : (await appendTo(api, where, offset, bytes.subarray(offset))).status;
    })
    .toBe(204);
  return where.split('/').at(-1)!;
}

/** A PATCH that sends a part of what it says, and stays open. */
export function hangUpload(api: Api, where: string, offset: number, length: number, part: Uint8Array): Socket {
  const { hostname, port, host } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    [
      `PATCH ${where} HTTP/1.1`,
      `Host: ${host}`,
      `Authorization: Bearer ${api.token}`,
      'Tus-Resumable: 1.0.0',
      'Content-Type: application/offset+octet-stream',
      `Upload-Offset: ${offset}`,
      `Content-Length: ${length}`,
      '\r\n',
    ].join('\r\n'),
  );
  socket.write(part);
  return socket;
}
