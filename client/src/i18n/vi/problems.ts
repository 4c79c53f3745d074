/** Vietnamese for what keeps an import from being started. */
import type { TextsOf } from '../texts.ts';

export const problem: TextsOf<'problem'> = {
  noName: 'Hãy đặt tên cho bảng.',
  nameTaken: 'Đã có bảng với tên này.',
  noTable: 'Hãy chọn bảng.',
  cannotWrite: 'Không nhập được gì vào bảng này.',
  noColumns: 'Hãy chọn ít nhất một cột.',
  emptyLabel: 'Hãy đặt tên cho cột.',
  sameLabel: 'Hai cột có cùng tên này.',
  sameTarget: 'Hai cột cùng ghép vào cột này.',
  required: 'Bảng cần giá trị ở “{{column}}”, nhưng không có cột nào đưa vào đó.',
  keyIgnored: 'Khóa “{{column}}” không nằm trong các cột được nhập.',
  keyNeeded: 'Hãy chọn cột khóa.',
  keyNotUnique: 'Bảng không bảo đảm khóa này là duy nhất.',
};
