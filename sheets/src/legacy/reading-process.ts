/**
 * Processes that read legacy workbooks. SheetJS parses a file whole: memory of every kind may fill up, and its thread is busy until it is
 * done. So it has a process of its own, which the system or its own watch (process-watch.ts) ends where it takes too much, and which takes
 * nobody along. Where the tool `prlimit` is there (util-linux), the kernel holds the limit of memory, too.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtFile } from '../built-file.ts';
import { SheetError } from '../errors.ts';
import { LEGACY_HEAP_MIB, LEGACY_PROCESS_BYTES } from '../limits.ts';
import type { Held } from '../threads/memory-budget.ts';
import type { Reader } from '../threads/reader.ts';
import { legacyProcessBytes, needsMoreMemory } from '../threads/reading-memory.ts';
import type { Request } from '../threads/thread-protocol.ts';
import { ProcessAnswer } from './process-answer.ts';

const BODY = fileURLToPath(builtFile('bodies/legacy-process.js'));

/** How long an idle process is kept: an upload is looked at, previewed and imported one after the other. A start takes half a second. */
const IDLE_MS = 30_000;

/** What a process may grow by after its workbook is parsed: rows on their way. */
const GROWTH = 1.25;

let idle: { child: ChildProcess; limit: number; timer: NodeJS.Timeout } | null = null;

/** The command that sets the kernel's limit and then becomes the process; null where there is none that works here. */
let limiter: Promise<string | null> | null = null;
const LIMIT = `--data=${LEGACY_PROCESS_BYTES}`;

async function findLimiter(): Promise<string | null> {
  const path = ['/usr/bin/prlimit', '/bin/prlimit'].find((one) => existsSync(one));
  if (path === undefined) return null;
  return new Promise((resolve) => {
    execFile(path, [LIMIT, process.execPath, '--version'], { env: {} }, (error) =>
      resolve(error === null ? path : null),
    );
  });
}

async function startProcess(limit: number): Promise<ChildProcess> {
  limiter ??= findLimiter();
  const command = await limiter;
  const flags = [`--max-old-space-size=${LEGACY_HEAP_MIB}`, '--expose-gc'];
  const child = fork(BODY, [String(limit)], {
    ...(command === null ? { execArgv: flags } : { execPath: command, execArgv: [LIMIT, process.execPath, ...flags] }),
    env: { TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'], // what V8 says of a full heap is no news to anyone
  });
  child.on('error', () => undefined); // a message to one that has just ended; its end is heard by itself
  return child;
}

/**
 * A process for a job: the idle one, or a new one.
 * @param held `legacyProcessBytes()` of memory; given back with the process, and in part once it is known how much the workbook takes
 */
export async function takeReadingProcess(held: Held): Promise<Reader> {
  const limit = legacyProcessBytes();
  let child: ChildProcess;
  try {
    child = takeIdle(limit) ?? (await startProcess(limit));
  } catch (error) {
    held.release();
    throw error;
  }
  child.ref();
  child.channel?.ref();
  return {
    post: (request: Request) => void child.send(withoutMemory(request)),
    listen(onAnswer, onLost) {
      const onMessage = (message: unknown) => {
        const { success, data } = ProcessAnswer.safeParse(message);
        if (!success) {
          onLost(new SheetError('thread_died', 'The reading process lost its way.'));
          kill(child);
        } else if (data.kind === 'memory') held.shrinkTo(data.bytes * GROWTH);
        else onAnswer(data);
      };
      const onExit = (_: number | null, how: NodeJS.Signals | null) => onLost(lossOf(how, limit));
      const onError = () => onLost(new SheetError('thread_died', 'The reading process could not be started.'));
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
      return () => void child.off('message', onMessage).off('exit', onExit).off('error', onError);
    },
    release(free) {
      if (free) {
        held.release();
        keepIdle(child, limit);
      } else {
        // What it holds is only free once it has ended.
        if (hasEnded(child)) held.release();
        else child.once('exit', () => held.release());
        kill(child);
      }
      return undefined;
    },
  };
}

/** A buffer to be filled again would be copied, and the process has its own; memory that is shared cannot be sent to it. */
function withoutMemory(request: Request): Request {
  if (request.kind === 'credit') return { kind: 'credit', id: request.id, amount: request.amount };
  if (request.kind !== 'inspect') return request;
  const { pause: _, ...options } = request.options;
  return { ...request, options };
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
}

/** The idle process with this limit; with any, where none is given. */
function takeIdle(limit?: number): ChildProcess | null {
  if (idle === null || (limit !== undefined && idle.limit !== limit)) return null;
  const { child, timer } = idle;
  clearTimeout(timer);
  idle = null;
  return hasEnded(child) || !child.connected ? null : child;
}

function keepIdle(child: ChildProcess, limit: number): void {
  if (idle !== null || !child.connected) {
    kill(child);
    return;
  }
  child.unref();
  child.channel?.unref();
  const timer = setTimeout(() => void stopIdleProcess(), IDLE_MS);
  timer.unref();
  idle = { child, limit, timer };
}

/** Ends the idle process. */
export async function stopIdleProcess(): Promise<void> {
  const child = takeIdle();
  if (child === null) return;
  child.ref();
  const gone = once(child, 'exit');
  kill(child);
  await gone;
}

/** What the end of a process that was at work means. Its own watch and the kernel end it by signals; a full heap aborts. */
function lossOf(how: NodeJS.Signals | null, limit: number): SheetError {
  if (how === 'SIGXCPU')
    return new SheetError('too_complex', 'The workbook takes much longer to read than other workbooks of its size.');
  if (how !== null && ['SIGKILL', 'SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGSEGV', 'SIGBUS'].includes(how)) {
    if (limit < LEGACY_PROCESS_BYTES) return needsMoreMemory(LEGACY_PROCESS_BYTES, limit);
    return new SheetError('too_complex', 'The workbook needs more memory than is allowed.', {
      limit: LEGACY_PROCESS_BYTES,
    });
  }
  return new SheetError('thread_died', 'The reading process ended early.');
}
