/** Vietnamese for hidden sheets, rows and columns. */
import type { TextsOf } from '../texts.ts';

export const hiddenData: TextsOf<'hiddenData'> = {
  hiddenSheet: 'Trang tính này bị ẩn trong sổ tính',
  hiddenSheetText: 'Người mở sổ tính không nhìn thấy nó. Trang này chỉ được nhập vì bạn đã chọn.',
  hiddenRows_other: '{{count, number}} dòng bị ẩn trong trang tính',
  hiddenColumns_other: '{{count, number}} cột bị ẩn trong trang tính',
  columnsAre: 'Các cột: {{columns}}',
  hiddenText: 'Do bộ lọc hoặc do ai đó ẩn đi. Phần bị ẩn vẫn được nhập như mọi dữ liệu khác, trừ khi bạn bỏ ra.',
  excluded: 'Phần bị ẩn trong trang tính được bỏ ra',
  exclude: 'Bỏ phần bị ẩn',
  include: 'Vẫn nhập phần bị ẩn',
  hiddenMark: 'bị ẩn trong trang tính',
};
