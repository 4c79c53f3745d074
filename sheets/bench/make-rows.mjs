// Makes the rows that the speed figures of this package are about: 10 columns (id, name of 300, unique e-mail, amount, date,
// boolean, category, 40-character text, price, date and time) as Postgres COPY TEXT or as csv.
// usage: node bench/make-rows.mjs <rows> copy|csv > file
import { once } from 'node:events';

const rows = Number(process.argv[2] ?? 1_000_000);
const csv = process.argv[3] === 'csv';
const names = Array.from({ length: 300 }, (_, i) => `Customer ${String.fromCharCode(65 + (i % 26))}${i} Ltd`);
const categories = ['tools', 'garden', 'food & drink', 'books', 'toys', 'music', 'sports'];
const two = (n) => String(n).padStart(2, '0');
let seed = 42;
const random = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed % n;
};
const words = 'the quick brown fox jumps over a lazy dog while seven wizards boxed their jars of liquid amber'.split(
  ' ',
);
const separator = csv ? ',' : '\t';
let block = csv ? 'id,name,email,amount,day,active,category,note,price,at\n' : '';
for (let id = 1; id <= rows; id++) {
  const day = `20${10 + random(15)}-${two(1 + random(12))}-${two(1 + random(28))}`;
  const time = `${two(random(24))}:${two(random(60))}:${two(random(60))}`;
  let note = `${id} `;
  while (note.length < 40) note += `${words[random(words.length)]} `;
  const row = [
    id,
    names[random(300)],
    `user${id}.${random(100000)}@example.com`,
    (random(1_000_000) / 100).toFixed(2),
    day,
    random(2) ? (csv ? 'true' : 't') : csv ? 'false' : 'f',
    categories[random(7)],
    note.slice(0, 40),
    (random(100_000) / 1000).toFixed(3),
    `${day} ${time}`,
  ];
  block += `${row.join(separator)}\n`;
  if (block.length > 1 << 20) {
    if (!process.stdout.write(block)) await once(process.stdout, 'drain');
    block = '';
  }
}
process.stdout.write(block);
