/** Tiếng Việt cho diện mạo của trang tính: những gì bị ẩn trong đó. */
import type { WithoutSingular } from './en.ts';
import type * as english from './sheets.en.ts';

export const looks: WithoutSingular<{ readonly [K in keyof typeof english.looks]: string }> = {
  hiddenSheet: 'Trang tính này bị ẩn trong sổ tính',
  hiddenSheetText: 'Người mở sổ tính không nhìn thấy nó. Trang này chỉ được nhập vì bạn đã chọn.',
  hiddenRows_other: '{{count, number}} dòng bị ẩn trong trang tính',
  hiddenColumns_other: '{{count, number}} cột bị ẩn trong trang tính',
  columnsAre: 'Các cột: {{columns}}',
  hiddenText: 'Do bộ lọc hoặc do ai đó ẩn đi. Phần bị ẩn vẫn được nhập như mọi dữ liệu khác, trừ khi bạn bỏ ra.',
  hiddenOut: 'Phần bị ẩn trong trang tính được bỏ ra',
  leaveOut: 'Bỏ phần bị ẩn',
  bringBack: 'Vẫn nhập phần bị ẩn',
  hiddenMark: 'bị ẩn trong trang tính',
};
