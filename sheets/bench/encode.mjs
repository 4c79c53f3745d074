// Times an export. usage: node bench/encode.mjs <rows.copy> <out> xlsx|csv|tsv|jsonl [thread]   (after a build; rows by make-rows.mjs)
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { encode } from '../dist/write/encode.js';

const [input, path, format, thread] = process.argv.slice(2);
const types = ['integer', 'text', 'text', 'decimal', 'date', 'boolean', 'text', 'text', 'decimal', 'datetime'];
const headers = ['id', 'name', 'email', 'amount', 'day', 'active', 'category', 'note', 'price', 'at'];
const columns = headers.map((header, i) => ({ header, type: types[i] }));
const write = thread ? (await import('../dist/write/encode-in-thread.js')).encodeInThread : encode;
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const from = performance.now();
const cpu = process.cpuUsage();
const source = createReadStream(input, { highWaterMark: 64 * 1024 });
const result = await write({ path, format, sheets: [{ name: 'Orders', columns }] }, [source], () => {});
const ms = performance.now() - from;
const { user, system } = process.cpuUsage(cpu);
console.log(
  `${result.rows} rows in ${ms.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor,`,
  `${((await stat(path)).size / 1e6).toFixed(1)} MB, ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most,`,
  `event loop p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms`,
);
