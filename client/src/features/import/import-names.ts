/** Names that the import form makes: of columns, tables and files. Pure. */
import type { Table } from '@sheetport/contract';

/** The longest label of a column. Questions of surveys may differ in their last words only. */
export const MAX_LABEL = 1000;

/** `2024 Orders (final).xlsx` → `2024 Orders (final)`. */
export function nameOfFile(name: string): string {
  return (
    name
      .replace(/\.[a-z0-9]{1,5}$/i, '')
      .trim()
      .slice(0, 120) || name.slice(0, 120)
  );
}

/** Labels of which no two are the same: `Note`, `Note 2`. Upper and lower case count as the same. */
export function distinctLabels(labels: readonly string[]): string[] {
  const used = new Set<string>();
  return labels.map((label) => {
    let unique = label;
    for (let count = 2; used.has(unique.toLowerCase()); count++) unique = `${label} ${count}`;
    used.add(unique.toLowerCase());
    return unique;
  });
}

/** Whether two names are the same but for case and surrounding spaces. */
export function isSameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** The wanted name, or with a number behind it where a table has it already: the same file is often imported again. */
export function findFreeName(wanted: string, tables: readonly Pick<Table, 'name'>[]): string {
  let name = wanted;
  for (let count = 2; tables.some((table) => isSameName(table.name, name)); count++) name = `${wanted} ${count}`;
  return name;
}
