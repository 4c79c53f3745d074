/** Vietnamese for rows that are no data, and what each warning means. */
import type { TextsOf } from '../texts.ts';

export const matching: TextsOf<'matching'> = {
  nonDataRows_other: '{{count, number}} dòng có vẻ không phải dữ liệu',
  nonDataRowsText: 'Các dòng này được nhập như mọi dòng khác, hoặc nằm trong số dòng bị từ chối.',
  nonDataRowsExcluded_other: '{{count, number}} dòng có vẻ không phải dữ liệu và được bỏ ra',
  description_other: 'Mô tả các cột: dòng {{rows}}',
  totals_other: 'Dòng tổng: {{rows}}',
  note_other: 'Ghi chú dưới bảng: dòng {{rows}}',
  heading_other: 'Tiêu đề lặp lại: dòng {{rows}}',
  more: '{{rows}} và {{more, number}} dòng nữa',
  exclude_other: 'Bỏ các dòng này',
  include: 'Vẫn nhập các dòng này',
  fix_other: 'Thay {{count, number}} giá trị',
  fixBlank: 'Để trống các ô này',
  fixed_other: '{{count, number}} giá trị được thay',
  fixedBlank: 'Các ô này để trống',
  undoFix: 'Hoàn tác',
  becomes: '“{{from}}” thành “{{to}}”',
  becomesEmpty: '“{{from}}” thành ô trống',
  hidden: '“{{from}}” thành “{{to}}”, bỏ ký tự không nhìn thấy',
  lost_precision:
    'Excel chỉ giữ 15 chữ số của một số. Số thẻ hay mã đơn dài hơn thì phần cuối nay là số 0. Hãy lấy lại cột này từ nguồn dưới dạng văn bản.',
  ambiguous_dates:
    '03/04 là ngày 3 tháng 4 hay ngày 4 tháng 3. Không có gì trong cột cho biết, nên hãy chọn thứ tự mà người viết dùng.',
  mixed_date_orders:
    'Một số ngày chỉ có thể là ngày-tháng, số khác chỉ có thể là tháng-ngày. Thứ tự theo số đông; các ngày còn lại bị từ chối và có thể sửa sau khi nhập. Ngày hợp với cả hai thứ tự có thể bị hiểu sai: hãy xem lại.',
  swapped_dates:
    'Excel hiểu 03/04 là ngày theo thứ tự của nó và để 13/04 là văn bản, vì không có tháng 13. Vì vậy các ngày trong cột này có thể đã bị đảo ngày và tháng. Hãy so một ngày với nguồn.',
  mixed_marks:
    'Có số viết 1,234.50, có số viết 1.234,50. Mỗi số được đọc theo cách viết của nó. Số không cho thấy gì, như 1,234, có thể là hai số khác nhau: dòng đó được giữ lại kèm lý do, trừ khi bạn chọn dấu ở đây.',
  time_zones:
    '10:00+07:00 và 03:00Z là cùng một thời điểm. Mỗi thời điểm được lưu theo giờ UTC, nên các thời điểm khác nhau vẫn khác nhau. Chọn Văn bản để giữ nguyên cách viết.',
  mixed_time_zones:
    'Không có gì cho biết chúng thuộc múi giờ nào. Chúng được lưu như đã viết, coi như giờ UTC. Chọn Văn bản để giữ nguyên tất cả.',
  long_durations:
    'Giờ trong ngày kết thúc lúc 24:00, nên 25:30 là khoảng thời gian. Giá trị được giữ như trang tính hiển thị.',
  confusables:
    'Các giá trị này trông giống nhau nhưng khác nhau: chữ а Kirin không phải chữ a Latinh. Tìm kiếm sẽ không thấy, và chúng được coi là khóa khác nhau.',
  nothing_words: 'Các từ như n/a không hợp với cột số, ngày hay có/không.',
  mixed_types: 'Cột có cả số, ngày hoặc chữ. Giá trị không hợp với kiểu của cột được giữ lại cùng lý do để bạn sửa.',
  numbers_as_text: 'Excel đánh dấu góc xanh ở các ô này. Chúng được đọc như số đang hiển thị.',
  dates_as_text: 'Văn bản thể hiện ngày. Chúng được đọc theo thứ tự ngày và tháng chọn ở đây.',
  stray_spaces: 'Khoảng trắng được bỏ đi.',
  dates_in_words: 'Hãy viết thành 2024-03-05, hoặc thay giá trị, để nhập thành ngày.',
  buddhist_years:
    'Chúng được nhập nguyên như vậy: 2567 vẫn là năm 2567. Hãy trừ 543 trong bảng tính nếu không phải ý đó.',
  lost_zeros:
    'Có giá trị là số, có giá trị là chữ với số 0 ở đầu. Nếu số kia cũng từng có số 0 ở đầu thì trong tệp không còn nữa.',
  ambiguous_thousands:
    '1.234 có thể là một phẩy hai ba bốn hoặc một nghìn hai trăm ba mươi tư. Không số nào trong trang cho biết, nên hãy chọn dấu ở đây.',
  mixed_currencies: 'Cột số chỉ giữ số tiền, không giữ loại tiền. Văn bản giữ cả hai.',
  email_typos: 'Tên miền chỉ khác một chữ so với nhà cung cấp lớn, hoặc phần cuối không tồn tại.',
  duplicates: 'Cùng một địa chỉ hay số có thể là một người được nhập hai lần.',
  error_cells:
    'Công thức ở các ô này bị lỗi. Chúng được để trống, hoặc dòng của chúng bị từ chối, tùy bạn chọn ở trên.',
  repeated_header: 'Các cột trùng tên được phân biệt bằng số.',
  empty_header: 'Cột được gọi theo chữ cái của nó.',
};
