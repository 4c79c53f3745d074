/** Vietnamese for the sheets of workbooks that come in by themselves. */
import type { TextsOf } from '../texts.ts';

export const feedSheets: TextsOf<'feedSheets'> = {
  label: 'Trang tính của tệp',
  first: 'Trang đầu tiên phù hợp',
  all: 'Mọi trang tính',
  named: 'Trang tính theo tên',
  names: 'Tên các trang tính',
  namesPlaceholder: 'Miền Bắc, Miền Nam',
  namesText: 'Ngăn cách bằng dấu phẩy. Tệp thiếu một trang sẽ chờ bạn.',
  sheets: 'Trang tính của {{name}}',
  missing: 'Tệp không có trang tính này.',
  openBatch: 'Mở lô',
  state: { waiting: 'Đang chờ' },
};
