/** Vietnamese for edits of rows, in lists and on the job's page. */
import type { TextsOf } from '../texts.ts';

export const edit: TextsOf<'edit'> = {
  going: 'Đang sửa {{title}}',
  done: '{{title}}: {{what}}',
  undone: '{{title}}: {{what}}, sau đó đã hoàn tác',
  tried: 'Xem trước cho {{title}}: {{what}}',
  nothing: 'Không có gì thay đổi trong {{title}}',
  failed: '{{title}} chưa được sửa',
  cells_other: 'đã đổi {{count, number}} ô',
  added_other: 'đã thêm {{count, number}} dòng',
  deleted_other: 'đã xóa {{count, number}} dòng',
  isUndone: 'Lần sửa này đã được hoàn tác',
  wasUndone: 'Lần sửa đã được hoàn tác.',
  wasUndoneButKept_other: 'Lần sửa đã được hoàn tác, trừ {{count, number}} dòng đã bị sửa sau đó.',
  undoTitle: 'Hoàn tác lần sửa này?',
  undoKeep: 'Giữ nguyên',
  undoDo: 'Hoàn tác',
  nothingLeft: 'Lần sửa không còn gì để hoàn tác.',
  see: 'Xem lần sửa',
  rejected_other: 'Không ghi được {{count, number}} dòng, nên không có gì thay đổi.',
  nextRows: 'Xem lỗi bên dưới, đọc lại các dòng, rồi sửa theo trạng thái hiện tại.',
  someRejected_other: 'Không ghi được {{count, number}} dòng. Phần còn lại đã có trong bảng.',
};
