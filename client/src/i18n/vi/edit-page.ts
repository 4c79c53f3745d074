/** Vietnamese for the page of an edit, and for undoing one. */
import type { TextsOf } from '../texts.ts';

export const editPage: TextsOf<'editPage'> = {
  isUndone: 'Lần sửa này đã được hoàn tác',
  wasUndone: 'Lần sửa đã được hoàn tác.',
  wasUndoneButKept_other: 'Lần sửa đã được hoàn tác, trừ {{count, number}} dòng đã bị sửa sau đó.',
  undoTitle: 'Hoàn tác lần sửa này?',
  undoKeep: 'Giữ nguyên',
  undoDo: 'Hoàn tác',
  nothingLeft: 'Lần sửa không còn gì để hoàn tác.',
  see: 'Xem lần sửa',
  nextRows: 'Xem lỗi bên dưới, đọc lại các dòng, rồi sửa theo trạng thái hiện tại.',
  someRejected_other: 'Không ghi được {{count, number}} dòng. Phần còn lại đã có trong bảng.',
};
