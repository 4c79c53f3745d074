/** Vietnamese for rows of a file with a repeated key. */
import type { TextsOf } from '../texts.ts';

export const duplicates: TextsOf<'duplicates'> = {
  label: 'Khoá xuất hiện nhiều lần trong tệp',
  hint: 'Các dòng bị từ chối sẽ được liệt kê kèm lý do.',
  first: 'Lấy dòng đầu tiên',
  last: 'Lấy dòng cuối cùng',
  reject: 'Không lấy dòng nào',
};
