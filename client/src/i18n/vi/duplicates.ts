/** Vietnamese for rows of a file whose key is there more than once. */
import type { repeated as english } from '../en/duplicates.ts';

export const repeated: Record<keyof typeof english, string> = {
  label: 'Khoá xuất hiện nhiều lần trong tệp',
  hint: 'Các dòng bị từ chối sẽ được liệt kê kèm lý do.',
  first: 'Lấy dòng đầu tiên',
  last: 'Lấy dòng cuối cùng',
  reject: 'Không lấy dòng nào',
};
