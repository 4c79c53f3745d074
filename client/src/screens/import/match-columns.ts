/** Which column of the sheet goes into which column of a table, by name. Pure. */

interface Named {
  name: string;
  label: string;
}

/** What is left of a heading when spelling is set aside: `Ngày đặt hàng`, `ngay_dat_hang` and `NGAY DAT-HANG` are one. */
export function normaliseName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function sameWords(text: string): string {
  return normaliseName(text).split(' ').sort().join(' ');
}

/** The rules from the surest to the loosest; each is tried on all columns before the next is. */
const rules: ((heading: string, column: Named) => boolean)[] = [
  (heading, column) => heading === column.label || heading === column.name,
  (heading, column) =>
    normaliseName(heading) === normaliseName(column.label) || normaliseName(heading) === normaliseName(column.name),
  (heading, column) => normaliseName(heading).replaceAll(' ', '') === normaliseName(column.name).replaceAll(' ', ''),
  (heading, column) => sameWords(heading) === sameWords(column.label),
  (heading, column) => isNear(normaliseName(heading), normaliseName(column.label)),
];

/** For each heading the name of its column, or null. No column is given twice. */
export function matchColumns(headings: readonly string[], columns: readonly Named[]): (string | null)[] {
  const found: (string | null)[] = headings.map(() => null);
  const free = new Set(columns);
  for (const fits of rules)
    headings.forEach((heading, at) => {
      if (found[at] !== null || normaliseName(heading) === '') return;
      for (const column of free)
        if (fits(heading, column)) {
          found[at] = column.name;
          free.delete(column);
          return;
        }
    });
  return found;
}

/** One letter more, less or other, in names long enough that this is a slip and not another word. */
function isNear(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1 || /\d/.test(a + b)) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const restA = a.slice(at);
  const restB = b.slice(at);
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}
