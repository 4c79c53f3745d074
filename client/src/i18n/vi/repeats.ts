/** Vietnamese for a file that was imported before. */
import type { TextsOf } from '../texts.ts';

export const repeats: TextsOf<'repeats'> = {
  title: 'Đã nhập {{when}}',
  titleRunning: 'Nội dung này đang được nhập',
  text: 'Chính các dòng này đã vào bảng từ “{{title}}”. Nhập lại sẽ thêm chúng một lần nữa.',
  open: 'Mở lần nhập đó',
  anyway: 'Vẫn nhập',
  update: 'Cập nhật thay vì thêm',
  skipped_other: '{{count, number}} phần không được nhập vì các dòng đã được nhập trước đó.',
};
