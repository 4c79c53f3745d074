/** Words that exports add to a workbook. */
import type { Filter, FilterOp, Language } from '@sheetport/contract';

interface Words {
  total: string;
  page: string;
  about: string;
  exportedAt: string;
  exportedBy: string;
  table: string;
  filter: string;
  allRows: string;
  rows: string;
  sheet: string;
  emptyGroup: string;
  omitted: string;
  and: string;
  or: string;
  ops: Readonly<Record<FilterOp, string>>;
  notEmpty: string;
  search: string;
}

const SIGNS = { eq: '=', ne: '≠', lt: '<', le: '≤', gt: '>', ge: '≥' } as const;

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    total: 'Total',
    page: 'Page {page} of {pages}',
    about: 'About',
    exportedAt: 'Exported',
    exportedBy: 'By',
    table: 'Table',
    filter: 'Filter',
    allRows: 'None: all rows',
    rows: 'Rows',
    sheet: 'Sheet',
    emptyGroup: '(empty)',
    omitted: 'This document ends here: {rows} further rows are not in it.',
    and: 'and',
    or: 'or',
    ops: {
      ...SIGNS,
      between: 'is between',
      in: 'is one of',
      notIn: 'is none of',
      contains: 'contains',
      notContains: 'does not contain',
      starts: 'starts with',
      ends: 'ends with',
      during: 'is in',
      empty: 'is empty',
    },
    search: 'any column contains',
    notEmpty: 'is not empty',
  },
  vi: {
    total: 'Tổng',
    page: 'Trang {page}/{pages}',
    about: 'Giới thiệu',
    exportedAt: 'Xuất lúc',
    exportedBy: 'Người xuất',
    table: 'Bảng',
    filter: 'Bộ lọc',
    allRows: 'Không có: mọi dòng',
    rows: 'Số dòng',
    sheet: 'Trang tính',
    emptyGroup: '(trống)',
    omitted: 'Tài liệu dừng ở đây: còn {rows} dòng không có trong tài liệu này.',
    and: 'và',
    or: 'hoặc',
    ops: {
      ...SIGNS,
      between: 'trong khoảng',
      in: 'là một trong',
      notIn: 'không thuộc',
      contains: 'chứa',
      notContains: 'không chứa',
      starts: 'bắt đầu bằng',
      ends: 'kết thúc bằng',
      during: 'trong',
      empty: 'trống',
    },
    search: 'cột bất kỳ chứa',
    notEmpty: 'không trống',
  },
};

/** A filter in words, with the labels of its columns. */
export function describeFilter(
  filter: Filter,
  labelOf: (column: string) => string,
  words: Words,
  nested = false,
): string {
  const list = 'and' in filter ? filter.and : 'or' in filter ? filter.or : null;
  if (list) {
    if (list.length === 0) return words.allRows;
    const text = list
      .map((part) => describeFilter(part, labelOf, words, list.length > 1))
      .join(` ${'and' in filter ? words.and : words.or} `);
    return nested && list.length > 1 ? `(${text})` : text;
  }
  if ('search' in filter) return `${words.search} "${filter.search}"`;
  const { column, op, value } = filter as Extract<Filter, { op: FilterOp }>;
  if (op === 'empty') return `${labelOf(column)} ${value === false ? words.notEmpty : words.ops.empty}`;
  const shown = Array.isArray(value) ? value.map(String).join(op === 'between' ? ' – ' : ', ') : String(value);
  return `${labelOf(column)} ${words.ops[op]} ${op === 'during' ? shown.replaceAll('_', ' ') : shown}`;
}
