/** Vietnamese for what is wrong with a cell or a row. */
import type { TextsOf } from '../texts.ts';

export const issueWith: TextsOf<'issueWith'> = {
  out_of_range: 'không vừa {{type}}',
  check_failed: 'trái với quy định của bảng: {{rule}}',
  not_castable: 'không hợp với kiểu {{type}}',
  reference_missing: 'trỏ tới một dòng không có trong {{table}} ({{column}})',
};

export const issue: TextsOf<'issue'> = {
  not_integer: 'không phải là số nguyên',
  not_decimal: 'không phải là số',
  ambiguous_number:
    'có thể là hai số khác nhau: dấu trong đó có thể ngăn hàng nghìn hoặc phần thập phân. Hãy viết không có dấu hàng nghìn',
  not_boolean: 'không phải là có hay không',
  not_date: 'không phải là ngày',
  not_datetime: 'không phải là ngày và giờ',
  not_time: 'không phải là giờ trong ngày',
  out_of_range: 'nằm ngoài khoảng mà cột chứa được',
  too_long: 'dài hơn mức cột chứa được',
  required: 'đang trống, nhưng cột này cần có giá trị',
  error_cell: 'là lỗi trong trang tính',
  error_cell_blank: 'là lỗi trong trang tính. Dòng được nhập, ô này để trống',
  invalid_character: 'có ký tự không lưu được',
  ragged_row: 'dòng có nhiều ô hơn số cột',
  not_in_list: 'phải là một trong: {{allowed}}',
  wrong_form: 'không đúng dạng {{pattern}}',
  longer_than: 'dài hơn {{max}} ký tự',
  shorter_than: 'ngắn hơn {{min}} ký tự',
  less_than: 'nhỏ hơn {{min}}',
  more_than: 'lớn hơn {{max}}',
  earlier_than: 'trước {{min}}',
  later_than: 'sau {{max}}',
  not_email: 'không phải là địa chỉ e-mail',
  not_url: 'không phải là địa chỉ web',
  not_uuid: 'không phải là UUID',
  not_referenced: 'không phải là {{column}} của dòng nào trong {{table}}',
  value_repeated: 'có ở nhiều dòng trong tệp',
  value_taken: 'đã có ở một dòng khác trong bảng',
  duplicate_in_file: 'khóa này xuất hiện nhiều lần trong tệp',
  already_exists: 'bảng đã có dòng với khóa này',
  no_such_row: 'bảng không có dòng nào với khóa này',
  reference_missing: 'trỏ đến một dòng không tồn tại',
  check_failed: 'trái với quy tắc riêng của bảng',
  not_castable: 'không hợp với kiểu của cột',
};
