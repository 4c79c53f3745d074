/** Which process a number stands for: numbers are reused, so a number alone proves nothing. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { sleep } from './sleep.ts';

/** A living process whose birth this machine does not tell. */
const UNKNOWN = 'unknown';

/** Whether a process of this number exists (of any account). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A zombie still takes signals, but does nothing and holds nothing.
  return statOf(pid)?.state !== 'Z';
}

/** When the process was born, in words that only compare: undefined when there is no such process. */
export function birthOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  const stat = statOf(pid);
  if (stat) return `${bootId()}/${stat.startTicks}`;
  try {
    return ask(['-o', 'lstart=', '-p', String(pid)]) || UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

/** Whether the process born at `birth` still lives under this number. */
export function isSameProcess(pid: number, birth: string): boolean {
  const now = birthOf(pid);
  if (now === undefined) return false;
  return now === birth || now === UNKNOWN || birth === UNKNOWN;
}

/** The command line of a process, its words separated by spaces; empty when it cannot be known. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    try {
      return ask(['-ww', '-o', 'command=', '-p', String(pid)]);
    } catch {
      return '';
    }
  }
}

/** Wait until the process is gone; false when it still lives after `ms`. */
export async function waitForEnd(pid: number, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() >= until) return false;
    await sleep(25);
  }
  return true;
}

function ask(args: string[]): string {
  return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

function statOf(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    const startTicks = fields[19];
    return state && startTicks ? { state, startTicks } : undefined;
  } catch {
    return undefined;
  }
}

/** Ticks count from the boot, so the boot is part of a birth. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
