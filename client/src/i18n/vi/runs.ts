/** Vietnamese for how imports that nobody watches run. */
import type { TextsOf } from '../texts.ts';

export const runs: TextsOf<'runs'> = {
  options: 'Giới hạn',
  priority: 'Mức ưu tiên',
  priorities: { high: 'Cao', normal: 'Bình thường', low: 'Thấp' },
  files: 'Nhập nhiều nhất (tệp)',
  filesText: 'Các tệp khác chờ, và tự được nhập sau.',
  per: 'Trong mỗi',
  minute: 'phút',
  hour: 'giờ',
  tableButton: 'Nhập tự động…',
  tableTitle: 'Nhập tự động vào {{name}}',
  tablePolicyText: 'Cho các nguồn và liên kết gửi tệp để bảng quyết định. Người ngoài không thêm cột qua liên kết.',
  tableNothing: 'Mỗi nguồn hoặc liên kết tự quy định',
  perMinute: 'Nhiều nhất bao nhiêu lần nhập mỗi phút',
  perMinuteText: 'Các lần khác chờ đến lượt. Không có gì thất bại.',
  save: 'Lưu',
};
