// Times the delimited text scanner. usage: node bench/scan-csv.mjs <file.csv>   (after a build)

import { scanDelimited } from '../dist/csv/delimited-scanner.js';
import { detectDialect } from '../dist/csv/dialect.js';

const path = process.argv[2];
let from = performance.now();
const dialect = await detectDialect(path);
console.log(`dialect ${(performance.now() - from).toFixed(0)} ms`, JSON.stringify(dialect));
from = performance.now();
let cells = 0;
let rows = 0;
let bytes = 0;
const sink = {
  cell(_column, _kind, _bytes, start, end) {
    cells++;
    bytes += end - start;
  },
  row() {
    rows++;
    return true;
  },
};
await scanDelimited(path, { sheet: 0, dialect }, sink, () => {});
const ms = performance.now() - from;
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`${rows} rows, ${cells} cells, ${bytes} bytes in ${ms.toFixed(0)} ms, ${memory} MiB at most`);
