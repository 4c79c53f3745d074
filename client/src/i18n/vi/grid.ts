/** Vietnamese for the grid. */
import type { TextsOf } from '../texts.ts';

export const grid: TextsOf<'grid'> = {
  cell: 'Ô',
  rowNumber: 'Dòng',
  loading: 'Đang tải thêm dòng',
  nothing: 'Chọn một ô để đọc hết nội dung.',
  selected: 'Đã chọn {{rows, number}} × {{columns, number}} ô',
  resize: 'Kéo để đổi độ rộng, nhấp đúp để vừa nội dung',
};
