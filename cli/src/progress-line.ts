/** A job's progress in a terminal: a bar on one line; without a terminal a line at each tenth and at each change of state. */
import type { JobAnswer } from './answers.ts';
import { plain } from './output.ts';

const WIDTH = 24;

export interface ProgressSink {
  update(label: string, progress: ShownProgress): void;
  /** Leaves the line. */
  end(): void;
}

export interface ShownProgress {
  /** 0 to 1. */
  fraction: number;
  /** What is said behind the bar. */
  detail: string;
}

/** Percent rounded down: 100 is shown only when all is done. */
export function wholePercent(fraction: number): number {
  return fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100 + 1e-9));
}

export function drawBar(fraction: number): string {
  const full = fraction >= 1 ? WIDTH : Math.min(WIDTH - 1, Math.floor(fraction * WIDTH));
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${String(wholePercent(fraction)).padStart(3)} %`;
}

/** What is said of a job behind its bar. */
export function tellProgress({ state, phase, progress }: JobAnswer): string {
  const { rowsDone, rowsPerSecond, secondsLeft, queuePosition, paused } = progress;
  if (state === 'queued')
    return paused ? 'waiting: its lane is paused' : `waiting${queuePosition ? `, ${queuePosition} before it` : ''}`;
  return [
    phase,
    rowsDone > 0 && `${rowsDone.toLocaleString('en')} rows`,
    rowsPerSecond !== null && rowsPerSecond > 0 && `${Math.round(rowsPerSecond).toLocaleString('en')}/s`,
    secondsLeft !== null && secondsLeft > 0 && `${Math.ceil(secondsLeft)} s left`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** @param stream the standard error, or what stands for it in a test */
export function openProgress(stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>): ProgressSink {
  return stream.isTTY ? new TerminalBar(stream) : new PlainLines(stream);
}

export const SILENT: ProgressSink = { update: () => undefined, end: () => undefined };

class TerminalBar implements ProgressSink {
  readonly #stream: Pick<NodeJS.WriteStream, 'write' | 'columns'>;
  #shown = '';
  constructor(stream: Pick<NodeJS.WriteStream, 'write' | 'columns'>) {
    this.#stream = stream;
  }

  update(label: string, { fraction, detail }: ShownProgress): void {
    const width = Math.max(20, (this.#stream.columns || 80) - 1);
    const line = `${plain(label).slice(0, 30)} ${drawBar(fraction)} ${plain(detail)}`.slice(0, width);
    if (line === this.#shown) return;
    this.#shown = line;
    this.#stream.write(`\r\u001b[2K${line}`);
  }

  end(): void {
    if (this.#shown !== '') this.#stream.write('\n');
    this.#shown = '';
  }
}

class PlainLines implements ProgressSink {
  readonly #stream: Pick<NodeJS.WriteStream, 'write'>;
  #said = '';
  constructor(stream: Pick<NodeJS.WriteStream, 'write'>) {
    this.#stream = stream;
  }

  update(label: string, { fraction, detail }: ShownProgress): void {
    const tenth = Math.floor(wholePercent(fraction) / 10);
    const key = `${label} ${tenth} ${detail.split(',')[0]}`;
    if (key === this.#said) return;
    this.#said = key;
    this.#stream.write(`${plain(label)}: ${wholePercent(fraction)} %, ${plain(detail)}\n`);
  }

  end(): void {
    this.#said = '';
  }
}
