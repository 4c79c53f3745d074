/** Vietnamese for table suggestions, and what happens to rows that are already in the table. */
import type { TextsOf } from '../texts.ts';

export const tableSuggestion: TextsOf<'tableSuggestion'> = {
  there: 'Đây là các cột của bảng “{{table}}” ({{matched, number}}/{{of, number}}), nên các dòng sẽ vào bảng đó.',
  perhaps: 'Các cột này giống cột của bảng “{{table}}” ({{matched, number}}/{{of, number}}).',
  newInstead: 'Tạo bảng mới',
  useIt: 'Nhập vào {{table}}',
  insertKey: 'Dòng có {{key}} đã có trong bảng sẽ bị từ chối, kèm lý do.',
  insertNoKey: 'Mọi dòng đều được thêm, kể cả dòng đã có trong bảng.',
  upsertKey: 'Dòng có {{key}} đã có trong bảng sẽ được sửa; các dòng khác được thêm mới.',
  updateKey: 'Không thêm dòng nào: dòng có {{key}} chưa có trong bảng sẽ bị từ chối, kèm lý do.',
  needsKey: 'Hãy chọn cột khóa bên dưới.',
  replaceHint: 'Mọi dòng đang có trong bảng sẽ mất, các dòng của tệp thay vào.',
  blankHint: 'Ô trống trong tệp làm gì với dòng đã có trong bảng.',
  absentWarned: 'Có quy tắc cần giá trị ở “{{column}}”, nhưng không cột nào vào đó: mọi dòng mới sẽ bị cảnh báo.',
};
