/** Vietnamese for the warnings of the inspection. */
import type { TextsOf } from '../texts.ts';

export const warning: TextsOf<'warning'> = {
  lost_precision: 'Các số dài đã mất chữ số trong tệp (như 1.23E+15). Phần đã mất không đọc lại được',
  ambiguous_dates: 'Mọi ngày đều có thể là ngày-tháng hoặc tháng-ngày. Hãy kiểm tra thứ tự',
  mixed_date_orders: 'Có ngày chỉ có thể là ngày-tháng, có ngày chỉ có thể là tháng-ngày',
  swapped_dates: 'Có ngày có thể đã bị đảo ngày và tháng',
  mixed_marks: 'Số có hai kiểu dấu thập phân',
  time_zones: 'Có thời điểm kèm múi giờ. Khi là ngày và giờ, chúng được lưu theo giờ UTC',
  mixed_time_zones: 'Có thời điểm không kèm múi giờ bên cạnh các thời điểm có múi giờ. Chúng được hiểu là giờ UTC',
  long_durations:
    'Có khoảng thời gian từ 24 giờ trở lên. Đó không phải là giờ trong ngày, nên cột được giữ dưới dạng văn bản',
  confusables: 'Có chữ trông giống chữ khác, hoặc không nhìn thấy',
  nothing_words: 'Có từ nghĩa là không có gì',
  mixed_types: 'Có nhiều kiểu giá trị. Dòng không hợp với kiểu đã chọn sẽ bị từ chối',
  kept_as_text: 'Có nhiều kiểu giá trị, nên tất cả được giữ dưới dạng văn bản',
  suggest: 'Phần lớn giống “{{type}}”.',
  use: 'Dùng {{type}}',
  fewer_other: '{{count, number}} dòng sẽ bị từ chối',
  numbers_as_text: 'Số được lưu dưới dạng văn bản',
  dates_as_text: 'Ngày được lưu dưới dạng văn bản',
  stray_spaces: 'Có khoảng trắng ở đầu hoặc cuối giá trị',
  lost_zeros: 'Có vẻ đã mất số 0 ở đầu, như trong mã số hay số điện thoại',
  error_cells: 'Có ô bị lỗi, như #N/A. Các dòng này bị từ chối',
  repeated_header: 'Tiêu đề này xuất hiện nhiều lần',
  empty_header: 'Cột này không có tiêu đề',
  other: 'Có điều cần xem lại ({{code}})',
  cells_other: '{{count, number}} ô',
  firstRow: 'đầu tiên ở dòng {{row}}',
  example: 'ví dụ “{{sample}}”',
};
