/** Vietnamese for figures of selected cells and of a column. */
import type { TextsOf } from '../texts.ts';

export const figures: TextsOf<'figures'> = {
  filled_other: '{{count, number}} ô có giá trị',
  sum: 'Tổng',
  average: 'Trung bình',
  lowest: 'Nhỏ nhất',
  highest: 'Lớn nhất',
  open: 'Thống kê cột…',
  title: 'Thống kê cột {{column}}',
  picture: 'Phân bố giá trị, từ {{from}} đến {{to}}',
  rows: 'Số dòng',
  blank: 'Trống',
  distinct: 'Giá trị khác nhau',
  median: 'Trung vị',
  longest: 'Văn bản dài nhất, số ký tự',
  top: 'Gặp nhiều nhất',
};
