/** Vietnamese for the grid. */
import type { TextsOf } from '../texts.ts';

export const grid: TextsOf<'grid'> = {
  cell: 'Ô',
  rowNumber: 'Dòng',
  loading: 'Đang tải thêm dòng',
  nothing: 'Chọn một ô để đọc hết nội dung.',
};
