/** What the cover of a workbook says. */
import type { NewExport } from '@sheetport/contract';
import type { Cover } from '@sheetport/sheets';
import type { WantedSheet } from './plan-sheets.ts';
import { describeFilter, WORDS } from './workbook-words.ts';

/** @param by who exported; null where that person was deleted meanwhile */
export function makeCover(
  spec: NewExport,
  wanted: readonly WantedSheet[],
  title: string,
  by: string | null,
  now: Date,
): Cover {
  const words = WORDS[spec.workbook?.language ?? 'en'];
  const several = wanted.length > 1;
  const filters = wanted.map(({ asked: { filter }, labelOf, plan }): [string, string] => [
    several ? `${words.filter}: ${plan.name}` : words.filter,
    filter ? describeFilter(filter, labelOf, words) : words.allRows,
  ]);
  const tables = [...new Set(wanted.map(({ record }) => record.name))];
  return {
    name: words.about,
    title,
    lines: [
      [words.table, tables.join(', ')],
      [words.exportedAt, `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
      ...(by === null ? [] : [[words.exportedBy, by] as const]),
      ...filters.filter((_, i) => !several || wanted[i]!.asked.filter !== undefined),
      [words.rows, '{rows}'],
    ],
    sheets: { name: words.sheet, rows: words.rows },
    ...(spec.workbook?.rightToLeft && { rightToLeft: true }),
  };
}
