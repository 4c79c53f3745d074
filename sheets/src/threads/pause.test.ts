import { afterAll, expect, test } from 'vitest';
import { makeFolder, workbookParts } from '../../fixtures/workbook.ts';
import { openPauses, Pause } from './pause.ts';
import { decodeInThread, inspectInThread, stopThreads } from './thread.ts';

/** Threads run the last build: `npx tsc -b` comes before these tests. */
const folder = makeFolder();
afterAll(async () => {
  await stopThreads();
  folder.remove();
});

const ROWS = 100_000;
const book = folder.save(workbookParts('<row><c><v>1</v></c><c><v>2.5</v></c></row>'.repeat(ROWS)));

/** Reads all rows, while the profile of the same file waits. */
async function decodeAll(): Promise<number> {
  let rows = 0;
  const column = { source: 0, type: 'integer', wire: 'int8' } as const;
  const plan = { path: book, format: 'xlsx', sheet: 0, headerRow: 0, rowNumbers: false, columns: [column] } as const;
  for await (const said of decodeInThread({ ...plan, columns: [...plan.columns] }))
    if (said.kind === 'rows') rows += said.rows;
  return rows;
}

test('a profile waits after its first look, then reads every row, and finds the same', async () => {
  const alone = await inspectInThread(book);
  const pause = new Pause();
  let heard = 0;
  let sampled = () => {};
  const sample = new Promise<void>((resolve) => {
    sampled = resolve;
  });
  pause.set(true);
  const profile = inspectInThread(book, {
    pause: pause.flag,
    onSample: () => sampled(),
    onProgress: () => heard++,
  });
  await sample;
  expect(await decodeAll()).toBe(ROWS);
  expect(heard).toBe(0);
  pause.set(false);
  expect(await profile).toEqual(alone);
  expect(heard).toBeGreaterThan(1);
});

test('P13: a profile that waits is stopped at once', async () => {
  const pause = new Pause();
  pause.set(true);
  const stop = new AbortController();
  const profile = inspectInThread(book, { pause: pause.flag, signal: stop.signal, onSample: () => stop.abort() });
  await expect(profile).rejects.toMatchObject({ code: 'aborted' });
});

test('it waits no longer than it may, however long it is told to', () => {
  const pause = new Pause();
  pause.set(true);
  const wait = openPauses(pause.flag, 1);
  wait();
  wait();
  expect(Atomics.load(pause.flag, 0)).toBe(1);
});
