import type { Server } from 'node:http';

/** A connection that is kept for a further request is closed this soon after the one before. */
const LOOK_EVERY_MS = 100;

/**
 * Called when a server stops: requests that are being answered have so long to end, then their connections are cut. Closing the server
 * waits for them, and takes no new ones.
 */
export function drainConnections(server: Server, drainMs: number): void {
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS).unref();
  const late = setTimeout(() => server.closeAllConnections(), drainMs).unref();
  server.once('close', () => {
    clearInterval(idle);
    clearTimeout(late);
  });
}
