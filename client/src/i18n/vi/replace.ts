/** Vietnamese for find and replace in a table. */
import type { TextsOf } from '../texts.ts';

export const replace: TextsOf<'replace'> = {
  open: 'Tìm và thay thế',
  title: 'Tìm và thay thế',
  find: 'Tìm',
  with: 'Thay bằng',
  withNothing: 'Để trống để bỏ đoạn chữ đi.',
  columns: 'Trong các cột',
  allColumns: 'Mọi cột văn bản',
  noTexts: 'Bảng không có cột văn bản nào.',
  matchCase: 'Phân biệt hoa thường',
  wholeCell: 'Chỉ khi trùng cả ô',
  filtered: 'Chỉ những dòng mà bộ lọc hiện ra.',
  preview: 'Xem trước',
  sample: 'Một số thay đổi',
  wouldChange_other: '{{count, number}} ô sẽ thay đổi',
  nothing: 'Không tìm thấy gì.',
  rejected_other: 'không đổi được {{count, number}} dòng',
  do_other: 'Đổi {{count, number}} ô',
  takesLong: 'Bảng lớn: việc xem trước vẫn chạy ở phía sau.',
  seeJob: 'Xem đã đến đâu',
};
