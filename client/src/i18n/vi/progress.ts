/** Vietnamese for the progress of a job. */
import type { TextsOf } from '../texts.ts';

export const progress: TextsOf<'progress'> = {
  label: 'Tiến độ của {{title}}',
  text: '{{percent}}, {{phase}}',
  rowsOf: '{{done}} trên {{total}} dòng',
  rowsReadOf: 'đã đọc {{done}} trên {{total}} dòng',
  rowsRead_other: 'đã đọc {{count, number}} dòng',
  rowsDone_other: '{{count, number}} dòng',
  rate: '{{rate}} dòng/giây',
  left: 'còn khoảng {{time}}',
  elapsed: 'đã {{time}}',
  position_zero: 'Kế tiếp trong hàng chờ',
  position_other: 'Còn {{count, number}} việc phía trước',
  paused: 'Đang chờ: hàng chờ này tạm dừng',
  tableRate_other: 'Đang chờ: bảng nhận {{count, number}} lần nhập mỗi phút',
  startsIn: 'bắt đầu sau khoảng {{time}}',
  started: '{{title}} đã bắt đầu',
  milestone: 'Đã xong {{percent}} của {{title}}',
  succeeded: '{{title}} đã xong',
  failed: '{{title}} đã thất bại',
  cancelled: '{{title}} đã bị hủy',
};
