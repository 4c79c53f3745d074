/** Tiếng Việt cho diện mạo của trang tính, và cho nhiều trang tính, nhiều tệp cùng lúc. */
import type { WithoutSingular } from '../en/base.ts';
import type * as english from '../en/sheets.ts';

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

export const lot: WithoutSingular<{ readonly [K in keyof typeof english.lot]: string }> = {
  title_other: '{{count, number}} tệp cùng lúc',
  text: 'Các trang tính cùng cột được nhập chung, chỉ cần kiểm tra cách ghép một lần. Chưa có gì được nhập cho đến khi bạn bấm Nhập.',
  arriving: 'Đã đọc {{ready, number}} trên {{total, number}} tệp',
  allRead: 'Đã đọc xong mọi tệp.',
  files: 'Các tệp',
  group_other: '{{count, number}} trang tính cùng các cột',
  rows_other: '{{count, number}} dòng',
  check_other: 'Kiểm tra và nhập {{count, number}}',
  again: 'Nhập lại',
  imported: 'Đã nhập',
  hidden: 'Bị ẩn, không nhập ở đây',
  corrected: 'Các dòng đã sửa',
  open: 'Mở',
  nothing: 'Không có dòng nào',
  none: 'Không có tệp nào ở đây',
  noneText: 'Thả nhiều tệp vào trang để nhập cùng lúc.',
  overall: 'Tất cả',
  rowsIn_other: '{{count, number}} dòng đã vào',
  failed_other: '{{count, number}} lần nhập thất bại; xem lý do ở từng dòng',
  stopped_other: '{{count, number}} lần nhập bị dừng và không để lại gì',
  stopAll: 'Dừng tất cả',
  stop: 'Dừng',
  stopOne: 'Dừng {{title}}',
  tableOf: 'Xem bảng của {{title}}',
  back: 'Đến các tệp còn lại',
  allSheets_other: 'Cả {{count, number}} trang tính khác có các cột này',
};
