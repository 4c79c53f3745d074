import { CopyTuples } from './convert/copy-tuple.ts';
import { asSheetError, SheetError } from './errors.ts';
import { FillDownSink, MergeSink, type TallMerges } from './fill-down.ts';
import type { Decoded, DecodePlan } from './model.ts';
import { type ScanSheet, scannerOf } from './scan.ts';
import { refuseGrowth } from './zip/central-directory.ts';

/** What may wait between the decoder and its reader: a few buffers, so that neither waits for the other at every one. */
const MAX_WAITING = 4;

/**
 * Decodes one sheet into COPY BINARY bytes, typed and checked cell by cell, in this thread. See `Decoded` for the order of what it says.
 * It works ahead by a few buffers only; leaving the loop, or `signal`, stops it and closes the file. Buffers that are done with may be put into `spares`.
 * Throws SheetError.
 */
export async function* decode(
  plan: DecodePlan,
  signal?: AbortSignal,
  spares: ArrayBuffer[] = [],
): AsyncGenerator<Decoded, void, void> {
  const queue: Decoded[] = [];
  let failure: SheetError | null = null;
  let finished = false;
  let stopped = false;
  let wakeReader: () => void = () => {};
  let wakeScanner: () => void = () => {};
  const say = (decoded: Decoded): void => {
    queue.push(decoded);
    wakeReader();
  };
  const room = async (): Promise<void> => {
    while (queue.length >= MAX_WAITING && !stopped) {
      await new Promise<void>((resolve) => {
        wakeScanner = resolve;
      });
    }
    if (stopped) throw new SheetError('aborted', 'Reading was stopped.');
  };
  const stop = (): void => {
    stopped = true;
    wakeScanner();
    wakeReader();
  };

  if (signal?.aborted === true) throw new SheetError('aborted', 'Reading was stopped.');
  signal?.addEventListener('abort', stop, { once: true });
  const scanning = run(plan, spares, say, room).then(
    () => {
      finished = true;
      wakeReader();
    },
    (error: unknown) => {
      failure = asSheetError(error);
      finished = true;
      wakeReader();
    },
  );
  try {
    for (;;) {
      if (stopped) throw new SheetError('aborted', 'Reading was stopped.');
      const next = queue.shift();
      if (next !== undefined) {
        wakeScanner();
        yield next;
      } else if (failure !== null) {
        throw failure;
      } else if (finished) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    await scanning;
  }
}

async function run(
  plan: DecodePlan,
  spares: ArrayBuffer[],
  say: (decoded: Decoded) => void,
  room: () => Promise<void>,
): Promise<void> {
  const scan = await scannerOf(plan.format);
  const tuples = new CopyTuples(plan, spares);
  const where = plan.dialect === undefined ? { sheet: plan.sheet } : { sheet: plan.sheet, dialect: plan.dialect };
  const sink = plan.fillMerged ? new FillDownSink(tuples, await readTallMerges(scan, plan, where, room)) : tuples;
  let consumed = 0;
  let total = 0;
  let grown = 0;
  const drain = async (all: boolean): Promise<void> => {
    const chunks = tuples.takeChunks();
    for (const { bytes, rows } of chunks) {
      grown += bytes.length;
      if (total > 0) refuseGrowth(grown, total);
      await room();
      say({ kind: 'rows', bytes, rows, consumed, total });
    }
    if (tuples.rejectsFull || (all && tuples.rejects.length > 0)) {
      await room();
      say({ kind: 'rejects', rejects: tuples.takeRejects() });
    }
  };
  try {
    await scan(plan.path, where, sink, async (done, of) => {
      consumed = done;
      total = of;
      await drain(false);
      await room();
    });
    tuples.end();
    await drain(true);
    say({
      kind: 'done',
      read: tuples.read,
      rejected: tuples.rejected,
      consumed: total,
      total,
      blanked: tuples.errorCells.groups(),
    });
  } finally {
    tuples.close();
  }
}

/** The merged cells of an xlsx stand behind its rows, so that the sheet is gone through once before. */
async function readTallMerges(
  scan: ScanSheet,
  { path }: DecodePlan,
  where: Parameters<ScanSheet>[1],
  room: () => Promise<void>,
): Promise<TallMerges> {
  const merges = new MergeSink();
  await scan(path, where, merges, room);
  return merges.tall;
}
