/** Vietnamese for filters. */
import type { TextsOf } from '../texts.ts';

export const filter: TextsOf<'filter'> = {
  title: 'Lọc',
  active_other: '{{count, number}} điều kiện',
  add: 'Thêm điều kiện',
  column: 'Cột',
  op: 'So sánh',
  value: 'Giá trị',
  remove: 'Bỏ điều kiện {{number}}',
  all: 'Mọi điều kiện đều phải đúng.',
  eq: 'là',
  ne: 'không phải là',
  lt: 'nhỏ hơn',
  le: 'không quá',
  gt: 'lớn hơn',
  ge: 'ít nhất',
  before: 'trước',
  until: 'đến hết',
  after: 'sau',
  from: 'từ',
  contains: 'có chứa',
  starts: 'bắt đầu bằng',
  empty: 'để trống',
  notEmpty: 'không trống',
};
