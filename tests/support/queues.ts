/** The two queues of a service, for tests that must hold on both. */
import { describe } from 'vitest';
import type { Backend } from './service.ts';

/** Queues that this run can use. `npm test` says plainly when Redis is not among them. */
const BACKENDS: Backend[] = process.env.TEST_REDIS_URL ? ['postgres', 'redis'] : ['postgres'];

interface Options {
  /** Queues whose tests belong to `npm test`; those of the others are in the long run alone. */
  quick?: Backend[];
  /** False where the machine lacks something that the tests need. */
  runIf?: boolean;
}

/** A `describe` with the same tests for each queue. */
export function describeQueues(
  title: string,
  body: (backend: Backend) => void,
  { quick = ['postgres'], runIf = true }: Options = {},
): void {
  for (const backend of BACKENDS) {
    const tags = quick.includes(backend) ? [] : ['long'];
    describe.runIf(runIf)(`${title}, queue on ${backend}`, { tags }, () => body(backend));
  }
}
