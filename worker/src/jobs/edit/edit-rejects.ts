import type { ResolvedRule } from '@sheetport/contract';
import type { RejectEntry } from '@sheetport/core';
import type { RejectRow } from '@sheetport/sheets';
import type { EditResult } from '@sheetport/tables';
import { explain } from '../import/explain.ts';
import type { RejectWriter } from '../import/reject-writer.ts';

/** Rejects are handed on in pages of this many. */
const PAGE = 500;

/** Keep rows with cells that cannot be read, as the conversion finds them. */
export function keepDecodeRejects(rejects: RejectWriter) {
  return (rows: readonly RejectRow[], columns: readonly string[]): Promise<void> =>
    rejects.keep(
      rows.map(({ row, cells, issues }) => ({
        row,
        cells: Object.fromEntries(Object.entries(cells).map(([index, text]) => [columns[Number(index)] ?? '', text])),
        issues: issues.map(({ column, code, text }) => ({ column: columns[column] ?? '', code, value: text })),
      })),
    );
}

/** Copy the rows that were not written to where they outlive the transaction, with what is wrong with them. */
export async function keepEditRejects(
  rejects: RejectWriter,
  done: Pick<EditResult, 'rejects' | 'table'>,
  rules: readonly ResolvedRule[],
): Promise<void> {
  let page: RejectEntry[] = [];
  let more: RejectEntry[] = [];
  for (const { columns, rows } of done.rejects) {
    for await (const reject of rows) {
      const cells = Object.fromEntries(
        columns.flatMap((name, at) => (reject.cells[at] == null ? [] : [[name, reject.cells[at]]])),
      );
      const found = reject.issues.filter(({ code }) => code !== 'unread');
      const entry = {
        row: reject.row,
        cells,
        issues: found.map((issue) => {
          const column = issue.column ?? '';
          const ruled = issue.rule === undefined ? undefined : rules[issue.rule]?.details;
          const explained = ruled ? { code: issue.code, details: ruled } : explain(issue, done.table);
          return { column, ...explained, value: Object.hasOwn(cells, column) ? cells[column]! : '' };
        }),
      };
      if (found.length === reject.issues.length) page.push(entry);
      else if (found.length > 0) more.push(entry);
      if (page.length === PAGE) page = await flush(page, (entries) => rejects.keep(entries));
      if (more.length === PAGE) more = await flush(more, (entries) => rejects.add(entries));
    }
  }
  await rejects.keep(page);
  await rejects.add(more);
}

async function flush(entries: RejectEntry[], write: (entries: RejectEntry[]) => Promise<void>): Promise<RejectEntry[]> {
  await write(entries);
  return [];
}
