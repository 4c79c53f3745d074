/** Vietnamese for finding and merging rows of a table that are alike. */
import type { TextsOf } from '../texts.ts';

export const findDuplicates: TextsOf<'findDuplicates'> = {
  open: 'Tìm dòng trùng',
  title: 'Tìm dòng trùng',
  columns: 'Các cột để so sánh',
  columnsText: 'Các dòng có cùng giá trị ở mọi cột này là trùng nhau.',
  ignoreCase: 'Không phân biệt hoa thường',
  ignoreAccents: 'Không phân biệt dấu',
  ignoreSpaces: 'Bỏ qua khoảng trắng thừa',
  find: 'Tìm',
  searching: 'Đang tìm…',
  none: 'Không có dòng nào trùng với dòng khác.',
  groups_other: '{{count, number}} nhóm trùng nhau',
  extra_other: 'thừa {{count, number}} dòng',
  keep: 'Giữ lại dòng nào',
  keep_first: 'Dòng đầu tiên',
  keep_last: 'Dòng cuối cùng',
  keep_fullest: 'Dòng có nhiều ô được điền nhất',
  fill: 'Điền các ô trống của nó từ những dòng kia',
  mergeAll_other: 'Gộp cả {{count, number}} nhóm',
  stays: 'Giữ lại',
  keepRow: 'Giữ dòng {{row}}',
  merge: 'Gộp các dòng này',
  merged: 'Đã gộp',
  large_other: '{{count, number}} dòng, chỉ hiện những dòng đầu: hãy gộp cùng tất cả các nhóm.',
  more: 'Hiện thêm nhóm',
};
