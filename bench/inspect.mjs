/**
 * How long after an upload a person sees the first answer: sheets, header row, column types and first rows of a workbook of a million
 * rows. By itself: node bench/inspect.mjs <small workbook> <workbook>…
 */
import { pathToFileURL } from 'node:url';
import { inspectInThread, stopThreads } from '@sheetport/sheets';

/** Milliseconds from the question to the first answer, in a thread as a worker has it: one that has started, and looked at `small` before. */
export async function timeFirstLook(path, small) {
  await inspectInThread(small, { sampleOnly: true });
  const from = performance.now();
  await inspectInThread(path, { sampleOnly: true });
  return performance.now() - from;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [small, ...large] = process.argv.slice(2);
  for (const path of large) {
    const times = [];
    for (let run = 0; run < 5; run++) times.push(await timeFirstLook(path, small));
    console.log(path, times.map((ms) => `${Math.round(ms)} ms`).join(', '));
  }
  await stopThreads();
}
