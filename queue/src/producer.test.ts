import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { openProducer } from './producer.ts';

const url = process.env.TEST_DATABASE_URL;

/** The way to Postgres, shut at first. */
async function gate(to: URL) {
  let isOpen = false;
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    if (!isOpen) return socket.destroy();
    const onward = net.connect(Number(to.port), to.hostname);
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    open() {
      isOpen = true;
    },
    close: () => server.close(),
  };
}

test('P11: a queue that could not be reached when the server started is reached once it can be', async () => {
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run the tests with "npm test".');
  const way = await gate(new URL(url));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(way.port);
  const producer = openProducer({ databaseUrl: through.href });
  const id = '00000000-0000-4000-8000-000000000001';
  try {
    await expect(producer.enqueue('large', { id, turn: 1 })).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(await producer.answers()).toBe(false);
    way.open();
    await expect
      .poll(
        () =>
          producer.enqueue('large', { id, turn: 1 }).then(
            () => 'queued',
            () => 'away',
          ),
        { timeout: 15_000 },
      )
      .toBe('queued');
    await expect.poll(() => producer.answers(), { timeout: 15_000 }).toBe(true);
    await producer.forget('large', id);
  } finally {
    await producer.close();
    way.close();
  }
});
