/** Servers and workers of a launcher that was killed. They end by themselves when they notice; this ends those that have not. */
import { readFileSync, rmSync } from 'node:fs';
import { childFiles, scriptTail } from './child.ts';
import { commandOf, isAlive, waitForEnd } from './process-identity.ts';

/** After SIGTERM they may return their jobs to the queue; after this time they get SIGKILL. */
const TIMEOUT_MS = 15_000;

/** End what an earlier launcher on this directory left running. Call only while holding the directory's lock. */
export async function endOrphans(
  directory: string,
  scripts: Record<string, string>,
  say: (line: string) => void,
): Promise<void> {
  await Promise.all(
    Object.entries(scripts).map(async ([name, script]) => {
      const { pidFile } = childFiles(directory, name);
      const pid = readPid(pidFile);
      // The number may belong to anybody by now: only a process that runs our script is ours to end.
      if (pid !== undefined && isAlive(pid) && commandOf(pid).includes(scriptTail(script))) {
        say(`Waiting for the ${name} of an earlier start to end.`);
        send(pid, 'SIGTERM');
        if (!(await waitForEnd(pid, TIMEOUT_MS))) {
          send(pid, 'SIGKILL');
          await waitForEnd(pid, 2000);
        }
      }
      rmSync(pidFile, { force: true });
    }),
  );
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}
