/** Follows a job to its end, and what its end means for a script. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isOver, JobAnswer } from './answers.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { HttpClient } from './http-client.ts';
import { plain, writeJson, writeLine } from './output.ts';
import { tellProgress } from './progress-line.ts';
import type { Session } from './session.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
/** A service that restarts is waited for: the job goes on without it. */
const TRIES_WHILE_WATCHING = 8;

/**
 * Wait for the end of a job. What is shown never goes back, whichever member of the service answers.
 * @param onChange is told of each later version
 */
export async function watchJob(
  { client, progress }: Pick<Session, 'client' | 'progress'>,
  id: string,
  onChange?: (job: JobAnswer) => void,
): Promise<JobAnswer> {
  let pause = FIRST_PAUSE_MS;
  let latest: JobAnswer | undefined;
  for (;;) {
    const job = await getJob(client, id, TRIES_WHILE_WATCHING);
    if (latest === undefined || job.seq > latest.seq || isOver(job)) {
      latest = job;
      progress.update(job.title, { fraction: job.progress.fraction, detail: tellProgress(job) });
      onChange?.(job);
      if (isOver(job)) break;
    }
    await sleep(pause);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 1.2);
  }
  progress.end();
  return latest;
}

export function getJob(client: HttpClient, id: string, tries?: number): Promise<JobAnswer> {
  return client.ask(JobAnswer, 'GET', `/api/jobs/${encodeURIComponent(id)}`, tries === undefined ? {} : { tries });
}

/** The exit code of a job that is over. */
export function exitCodeOf({ state, pendingRejects, counts, kind }: JobAnswer): ExitCode {
  if (state === 'failed') return EXIT.failed;
  if (state === 'cancelled') return EXIT.cancelled;
  const rejected = kind === 'import' || kind === 'edit' ? (pendingRejects ?? counts.rejected) : 0;
  return rejected > 0 ? EXIT.rejected : EXIT.done;
}

/** Say how a job ended; out: the exit code. */
export function tellEnd(job: JobAnswer, json: boolean): ExitCode {
  const exitCode = exitCodeOf(job);
  if (json) {
    writeJson({ exitCode, job });
    return exitCode;
  }
  const { state, kind, title, counts, result, error, id } = job;
  const name = plain(title);
  if (state === 'failed') {
    process.stderr.write(`sheetport: ${kind} of ${name} failed: ${plain(error?.message ?? 'no reason was given')}\n`);
  } else if (state === 'cancelled') {
    process.stderr.write(`sheetport: ${kind} of ${name} was cancelled. Nothing was changed.\n`);
  } else if (kind === 'undo') {
    writeLine(
      `Undone: ${result?.removed ?? 0} rows removed, ${result?.restored ?? 0} restored, ${result?.kept ?? 0} kept`,
    );
  } else if (kind === 'export') {
    writeLine(`Exported ${name}: ${counts.read.toLocaleString('en')} rows`);
  } else {
    const { inserted, updated, unchanged, rejected } = counts;
    const isDry = result?.dryRun === true;
    writeLine(
      `${isDry ? 'Dry run, nothing was changed' : 'Done'}: ${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`,
    );
    if (rejected > 0 && exitCode === EXIT.rejected)
      process.stderr.write(`sheetport: ${rejected} rows were rejected. See why: sheetport rejects ${id}\n`);
  }
  return exitCode;
}
