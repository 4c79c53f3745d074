import { once } from 'node:events';
import http from 'node:http';
import { expect, test } from 'vitest';
import { startTestServer, TOKEN } from '../testing/test-server.ts';

const BODY = [
  '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\na,b\n',
  '1,2\n\r\n--x--\r\n',
] as const;

test('P35: a server that closes takes nothing new, and what it was asked before has its answer', async () => {
  const server = await startTestServer({ bounds: { drainMs: 120_000 } });
  const { port } = server;
  const arrived = new Promise<void>((resolve) => {
    server.app.server.on('request', ({ url }) => url === '/api/files' && resolve());
  });
  const upload = http.request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: '/api/files',
    agent: new http.Agent({ keepAlive: true }),
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'multipart/form-data; boundary=x' },
  });
  upload.write(BODY[0]);
  await arrived;
  const closed = server.close();
  await expect
    .poll(() =>
      fetch(`${server.url}/api/health`).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused');
  upload.end(BODY[1]);
  const [answer] = (await once(upload, 'response')) as [http.IncomingMessage];
  expect(answer.statusCode).toBe(201);
  answer.resume();
  // The connection is kept by its client, and closed all the same.
  await closed;
});
