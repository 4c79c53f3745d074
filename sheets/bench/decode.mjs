/**
 * How fast a workbook becomes COPY BINARY: node bench/decode.mjs <workbook> [--thread] [--inspect]
 * Prints wall time, rows per second, bytes, and how far memory grew. Build first; see generate-workbook.mjs for the workbook.
 */
import { decode, decodeInThread, inspect, stopThreads } from '../dist/index.js';

const path = process.argv[2];
const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
const start = performance.now();
if (process.argv.includes('--inspect')) {
  await inspect(path, { onSample: () => console.log(`sample after ${(performance.now() - start).toFixed(0)} ms`) });
  console.log(
    `inspected in ${((performance.now() - start) / 1000).toFixed(2)} s, memory +${((peak - before) / 1e6).toFixed(0)} MB`,
  );
} else {
  const wires = ['int4', 'text', 'text', 'numeric', 'date', 'bool', 'text', 'text', 'numeric', 'timestamp'];
  const types = ['integer', 'text', 'text', 'decimal', 'date', 'boolean', 'text', 'text', 'decimal', 'datetime'];
  const columns = wires.map((wire, source) => ({ source, wire, type: types[source] }));
  const plan = { path, format: 'xlsx', sheet: 0, headerRow: 1, columns, rowNumbers: true };
  let rows = 0;
  let bytes = 0;
  for await (const message of process.argv.includes('--thread') ? decodeInThread(plan) : decode(plan)) {
    if (message.kind === 'rows') {
      rows += message.rows;
      bytes += message.bytes.length;
    } else if (message.kind === 'rejects') console.log(JSON.stringify(message.rejects[0]));
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${rows} rows in ${seconds.toFixed(2)} s, ${Math.round(rows / seconds)} rows/s, ${(bytes / 1e6).toFixed(0)} MB of COPY, memory +${((peak - before) / 1e6).toFixed(0)} MB`,
  );
}
clearInterval(watch);
await stopThreads();
