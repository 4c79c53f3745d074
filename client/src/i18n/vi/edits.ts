/** Vietnamese for editing the rows of a table. */
import type { TextsOf } from '../texts.ts';

export const edits: TextsOf<'edits'> = {
  addRow: 'Thêm dòng',
  duplicateRow: 'Nhân đôi dòng',
  copy: 'Sao chép',
  rowMenu: 'Thao tác với các dòng đã chọn',
  saveRow: 'Lưu dòng',
  dropRow: 'Bỏ',
  newRow: 'Dòng mới, chưa lưu',
  undo: 'Hoàn tác',
  undone: 'Đã hoàn tác',
  nothingToUndo: 'Không có gì để hoàn tác ở đây',
  saving: 'Đang lưu…',
  failed_other: '{{count, number}} ô chưa được lưu',
  changed_other: '{{count, number}} ô: người khác đã sửa dòng này',
  retry: 'Thử lại',
  overwrite: 'Dùng của tôi',
  discard: 'Bỏ của tôi',
  theirs: 'hiện trong bảng: {{value}}',
  deleteRows_other: 'Xóa {{count, number}} dòng',
  deleteTitle_other: 'Xóa {{count, number}} dòng?',
  deleteText: 'Các dòng sẽ bị xóa khỏi bảng, cả trong Postgres. Hoàn tác sẽ đưa chúng trở lại.',
  deleted_other: 'Đã xóa {{count, number}} dòng',
  tooMany: 'Mỗi lần nhiều nhất {{count, number}} dòng. Nếu nhiều hơn, hãy nhập một tệp.',
  notAdded_other: '{{count, number}} dòng không thêm được. {{why}}',
};
