/** What a script learns from `$?`. A code never changes its meaning. */
export const EXIT = {
  done: 0,
  /** The job failed, or something that nobody expected happened. */
  failed: 1,
  /** The command line is wrong: nothing was asked of the service. */
  usage: 2,
  /** The import is done, and some rows were rejected. */
  rejected: 3,
  /** Somebody cancelled the job. */
  cancelled: 4,
  /** The service refused: no right, no such thing, a wrong value. */
  refused: 5,
  /** The service does not answer. */
  unreachable: 6,
  /** Ctrl-C: a job that was accepted goes on. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An end of a command that a person or a script is told of. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  /** The code of the service's table of errors, where it said one. */
  readonly code: string;
  constructor(exitCode: ExitCode, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}
