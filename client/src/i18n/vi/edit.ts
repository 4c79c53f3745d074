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
  rejected_other: 'Không ghi được {{count, number}} dòng, nên không có gì thay đổi.',
};
