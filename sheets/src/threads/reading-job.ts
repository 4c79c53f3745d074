import { SheetError, type SheetErrorCode } from '../errors.ts';
import { isLegacy } from '../legacy/legacy-format.ts';
import { takeReadingProcess } from '../legacy/reading-process.ts';
import type { Format } from '../model.ts';
import type { Held, Wait } from './memory-budget.ts';
import type { Reader } from './reader.ts';
import { legacyProcessBytes, takeReadingMemory } from './reading-memory.ts';
import { takeThread } from './reading-threads.ts';
import type { Answer, JobRequest } from './thread-protocol.ts';

let lastId = 0;

/**
 * One job on one reader: its answers in order, and what goes wrong with the reader. It begins in a thread where the format is not known or
 * is read there, and goes to a process of its own where the file turns out to be a legacy workbook.
 */
export class ReadingJob {
  readonly id = ++lastId;
  private readonly wait: Wait;
  /** Memory that whoever wants the job holds for it. */
  private readonly given: Held | undefined;
  private request: JobRequest | null = null;
  private reader: Reader | null = null;
  private stopListening: () => void = () => {};
  private answers: Answer[] = [];
  private failure: SheetError | null = null;
  private ended = false;
  private spent = false;
  private readonly held: Held[] = [];
  private wake: () => void = () => {};

  constructor(wait: Wait, given?: Held) {
    if (wait.signal?.aborted === true) throw aborted();
    this.wait = wait;
    this.given = given;
    wait.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Asks for the work. `format`: what the file is, where that is known. */
  async start(request: JobRequest, format: Format | undefined): Promise<void> {
    this.request = request;
    this.attach(format !== undefined && isLegacy(format) ? await this.takeProcess() : await takeThread());
    if (this.wait.signal?.aborted === true) {
      await this.detach(true); // it has not begun
      throw aborted();
    }
    this.reader!.post(request);
  }

  /** Room for one more message; `spare` is a buffer to be filled again. */
  sendCredit(spare?: ArrayBuffer): void {
    const credit = { kind: 'credit', id: this.id, amount: 1 } as const;
    if (spare) this.reader?.post({ ...credit, spare }, [spare]);
    else this.reader?.post(credit);
  }

  /** The next answer, or null when the job has ended well. */
  async next(): Promise<Answer | null> {
    for (;;) {
      if (this.wait.signal?.aborted === true) throw aborted();
      const answer = this.answers.shift();
      if (answer?.kind === 'legacy') await this.moveToProcess(answer.format);
      else if (answer?.kind === 'needs') await this.grant(answer.bytes);
      else if (answer !== undefined) return answer;
      else if (this.failure !== null) throw this.failure;
      else if (this.ended) return null;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }

  /** Keeps the reader for the next job where it is free, and ends it where it is in the middle of something; the result waits for that. */
  close(): Promise<void> {
    this.wait.signal?.removeEventListener('abort', this.onAbort);
    return this.detach(this.ended && !this.spent);
  }

  private async moveToProcess(format: Format): Promise<void> {
    await this.detach(true); // a thread says this instead of working
    this.attach(await this.takeProcess());
    this.reader!.post(withFormat(this.request!, format));
  }

  private async takeProcess(): Promise<Reader> {
    const { given } = this;
    // What is given is given back by whoever held it.
    if (given) return takeReadingProcess({ shrinkTo: given.shrinkTo, release: () => undefined });
    return takeReadingProcess(await takeReadingMemory(legacyProcessBytes(), this.wait));
  }

  /** Waits until there is so much memory, and lets the reader go on. @throws SheetError 'needs_more_memory', 'aborted' */
  private async grant(bytes: number): Promise<void> {
    this.held.push(await takeReadingMemory(bytes, this.wait));
    this.reader?.post({ kind: 'granted', id: this.id });
  }

  private attach(reader: Reader): void {
    this.reader = reader;
    this.stopListening = reader.listen(this.onAnswer, this.onLost);
  }

  private async detach(free: boolean): Promise<void> {
    this.stopListening();
    const { reader } = this;
    this.reader = null;
    // What an ended thread held is only free once it is gone.
    await reader?.release(free);
    for (const part of this.held.splice(0)) part.release();
  }

  private readonly onAnswer = (answer: Answer): void => {
    if (answer.id !== this.id) return;
    if (answer.kind === 'end') {
      this.ended = true;
      this.spent = answer.spent;
    } else if (answer.kind === 'failed') {
      this.ended = true;
      this.spent = answer.spent;
      this.failure = new SheetError(answer.code as SheetErrorCode, answer.message, answer.detail);
    } else this.answers.push(answer);
    this.wake();
  };

  private readonly onLost = (error: SheetError): void => {
    if (!this.ended) this.failure ??= error;
    this.spent = true;
    this.wake();
  };

  private readonly onAbort = (): void => this.wake();
}

/** A job that has no number yet. */
type Task = JobRequest extends infer One ? (One extends JobRequest ? Omit<One, 'id'> : never) : never;

/**
 * Have a reader do one job to its end.
 * @param hear told each answer in its order; the last thing that it returns is the result
 * @throws SheetError as `next`; 'thread_died' where the reader ended without a result
 */
export async function runReadingJob<Result>(
  task: Task,
  format: Format | undefined,
  wait: Wait,
  hear: (answer: Answer) => Result | undefined,
): Promise<Result> {
  const job = new ReadingJob(wait);
  try {
    await job.start({ ...task, id: job.id }, format);
    let result: Result | undefined;
    for (let answer = await job.next(); answer !== null; answer = await job.next()) result = hear(answer) ?? result;
    if (result === undefined) throw new SheetError('thread_died', 'The reading thread ended early.');
    return result;
  } finally {
    await job.close();
  }
}

function withFormat(request: JobRequest, format: Format): JobRequest {
  if (request.kind === 'decode' || request.kind === 'measure') return request;
  if (request.kind === 'preview') return { ...request, where: { ...request.where, format } };
  return { ...request, options: { ...request.options, format } };
}

function aborted(): SheetError {
  return new SheetError('aborted', 'Reading was stopped.');
}
