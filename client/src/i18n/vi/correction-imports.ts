/** Vietnamese for imports of corrected rows, in lists and in the undo dialog. */
import type { TextsOf } from '../texts.ts';

export const correctionImports: TextsOf<'correctionImports'> = {
  imported: 'Các dòng đã sửa của {{title}}',
  going: 'Đang nhập các dòng đã sửa của {{title}}',
  failed: 'Chưa nhập được các dòng đã sửa của {{title}}',
  undone: 'Các dòng đã sửa của {{title}}, sau đó hoàn tác',
  cascade_other: 'Hoàn tác cả {{count, number}} lần nhập dòng đã sửa sau đó',
  cascadeRows_other: '{{count, number}} dòng. Nếu không, chúng vẫn ở trong bảng.',
  cascadeUndone_other: 'cùng {{count, number}} lần nhập các dòng đã sửa của nó',
  fix_other: 'Sửa {{count, number}} dòng',
};
