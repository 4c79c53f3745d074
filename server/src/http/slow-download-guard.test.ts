import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startTestServer, TOKEN } from '../testing/test-server.ts';

test('P34 a download that is not read is ended; one that is read is whole', { tags: ['long'] }, async () => {
  // Its reader shares a process with the server: what takes a moment for both is not slow.
  const server = await startTestServer({ bounds: { slowSpanMs: 1500 } });
  // More than the buffers of a connection hold.
  await server.pool.query(`
    INSERT INTO sheetport.audit_event (action, outcome, via, details)
    SELECT 'signIn', 'done', 'service', jsonb_build_object('text', repeat('x', 1000)) FROM generate_series(1, 30000)`);
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `GET /api/audit/export?format=jsonl HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
  );
  let bytes = 0;
  const [head] = (await once(socket, 'data')) as [Buffer];
  expect(head.toString()).toContain('200 OK');
  socket.pause();
  // Until the server has given it up.
  const connections = () =>
    new Promise<number>((resolve) => server.app.server.getConnections((_, count) => resolve(count)));
  await expect.poll(connections, { timeout: 20_000 }).toBe(0);
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  socket.resume();
  await once(socket, 'close');
  const whole = await (await server.call('/api/audit/export?format=jsonl')).text();
  expect(whole.trimEnd().split('\n').length).toBeGreaterThan(30_000);
  expect(bytes).toBeLessThan(whole.length);
  await server.close();
});
