/** Vietnamese for the list of tables. */
import type { TextsOf } from '../texts.ts';

export const tables: TextsOf<'tables'> = {
  title: 'Bảng',
  new: 'Bảng mới',
  search: 'Tìm bảng',
  none: 'Chưa có bảng nào',
  noneText: 'Nhập một tệp bảng tính và các dòng của nó sẽ thành bảng, hoặc tạo một bảng trống.',
  noneFit: 'Không có bảng nào có “{{search}}” trong tên',
  import: 'Nhập tệp bảng tính',
  newTitle: 'Bảng mới',
  newName: 'Tên',
  newColumns: 'Các cột',
  addColumn: 'Thêm cột',
  removeColumn: 'Bỏ cột {{number}}',
  columnName: 'Tên của cột {{number}}',
  columnType: 'Kiểu của cột {{number}}',
  required: 'Bắt buộc',
  keyColumn: 'Khóa',
  create: 'Tạo bảng',
};
