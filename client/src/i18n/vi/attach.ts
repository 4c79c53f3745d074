/** Tiếng Việt cho các bảng có sẵn trong cơ sở dữ liệu: gắn vào, tháo ra, và lý do một ô không vào được. */
import type * as english from '../en/attach.ts';
import type { WithoutSingular } from '../en/base.ts';

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
type Words<T> = WithoutSingular<Texts<T>>;

export const attach: Words<typeof english.attach> = {
  button: 'Gắn bảng có sẵn',
  title: 'Gắn bảng có sẵn',
  explain: 'Các bảng đã có trong cơ sở dữ liệu. Gắn vào không thay đổi gì trong bảng.',
  search: 'Tìm theo lược đồ hoặc tên',
  list: 'Các bảng trong cơ sở dữ liệu',
  none: 'Không còn bảng nào khác trong cơ sở dữ liệu',
  noneText: 'Chỉ liệt kê các bảng trong lược đồ mà người dùng cơ sở dữ liệu của dịch vụ được dùng.',
  noneFit: 'Không có bảng nào mang “{{search}}” trong tên',
  about_other: 'khoảng {{count, number}} dòng',
  uncounted: 'chưa đếm',
  choose: 'Hãy chọn một bảng để xem các cột.',
  columns: 'Các cột của {{name}}',
  column: 'Cột',
  type: 'Kiểu',
  keyed: 'khóa',
  required: 'bắt buộc',
  noKey: 'Không có cột nào nhận diện một dòng: có thể thêm và thay hết dòng, không cập nhật từng dòng được.',
  triggers_other: 'Mỗi dòng đều qua trigger: {{names}}. Dòng mà trigger bỏ qua không được đếm ở đâu cả.',
  label: 'Tên ở đây',
  do: 'Gắn vào',
  open: 'Mở bảng',
  done: 'Đã gắn “{{name}}”',
  badge: 'Bảng có sẵn',
  badgeHint: 'Có sẵn trong cơ sở dữ liệu: {{name}}',
  readOnly: 'Chỉ xuất',
  gone: 'Không còn',
  cannotImport: 'Không nhập được gì vào bảng này',
  exportOnly: 'Chỉ xuất được: {{reason}}.',
  kind: {
    table: 'Bảng',
    partitioned: 'Bảng chia phần',
    view: 'Khung nhìn',
    materialized_view: 'Khung nhìn lưu sẵn',
    foreign_table: 'Bảng ngoài',
  },
};

export const detach: Words<typeof english.detach> = {
  button: 'Tháo ra',
  title: 'Tháo “{{name}}” ra?',
  text: 'Sheetport quên bảng này. Bảng vẫn nằm trong cơ sở dữ liệu với mọi dòng, và có thể gắn lại.',
  loses: 'Các lần nhập vào bảng sẽ không hoàn tác ở đây được nữa.',
  do: 'Tháo ra',
  done: 'Đã tháo “{{name}}” ra; bảng vẫn ở trong cơ sở dữ liệu',
  rather: 'Xóa hẳn bảng cùng mọi dòng',
  dropText_other: 'Bảng này có sẵn trong cơ sở dữ liệu. Xóa bảng là mất hẳn {{count, number}} dòng.',
  dropAbout: 'Bảng này có sẵn trong cơ sở dữ liệu. Xóa bảng là mất hẳn khoảng {{count, number}} dòng.',
  dropUnknown: 'Bảng này có sẵn trong cơ sở dữ liệu. Xóa bảng là mất hẳn mọi dòng của nó.',
  dropDo: 'Xóa bảng',
  back: 'Chỉ tháo ra',
};

export const restriction: Words<typeof english.restriction> = {
  attached: 'bảng đã được gắn rồi',
  view: 'đây là khung nhìn, không tự chứa dòng nào',
  foreign_table: 'các dòng nằm ở cơ sở dữ liệu khác',
  partition: 'đây là một phần của bảng chia phần; hãy gắn cả bảng',
  no_select: 'người dùng cơ sở dữ liệu của dịch vụ không được đọc bảng này (GRANT SELECT)',
  row_security: 'chính sách theo dòng có thể che bớt dòng với người dùng cơ sở dữ liệu của dịch vụ',
  no_columns: 'bảng không có cột nào',
  no_insert: 'người dùng cơ sở dữ liệu của dịch vụ không được thêm dòng (GRANT INSERT)',
  rewrite_rules: 'có quy tắc (RULE) thế chỗ việc ghi vào bảng',
  missing: 'bảng không còn trong cơ sở dữ liệu',
};

export const issueWith: Words<typeof english.issueWith> = {
  out_of_range: 'không vừa {{type}}',
  check_failed: 'trái với quy định của bảng: {{rule}}',
  not_castable: 'không hợp với kiểu {{type}}',
  reference_missing: 'trỏ tới một dòng không có trong {{table}} ({{column}})',
};
