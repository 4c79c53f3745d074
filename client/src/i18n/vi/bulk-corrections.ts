/** Vietnamese for correcting many rejected rows at once. */
import type { TextsOf } from '../texts.ts';

export const bulkCorrections: TextsOf<'bulkCorrections'> = {
  issueGroups: 'Lý do bị từ chối',
  show: 'Chỉ hiện các dòng này',
  showAll: 'Hiện mọi dòng',
  shown_other: 'Đang hiện {{count, number}} dòng: {{what}}',
  more_other: 'Thêm {{count, number}} lý do',
  fewer: 'Thu gọn',
  again: 'Thử lại các dòng này',
  update: 'Cập nhật các dòng đã có',
  updateTitle: 'Cập nhật các dòng đã có trong bảng?',
  updateText_other: '{{count, number}} dòng trong tệp có khóa đã có trong bảng, nên đã bị từ chối.',
  updateWhat: 'Các dòng trong bảng có khóa này sẽ nhận giá trị từ tệp, theo “{{key}}”. Có thể hoàn tác.',
  leave: 'Vẫn từ chối',
  doUpdate_other: 'Cập nhật {{count, number}} dòng',
  there: 'Dòng có khóa đã có trong bảng',
  thereLeave: 'Vẫn từ chối',
  thereUpdate: 'Cập nhật',
  counting: 'Đang đếm…',
  retryAll_other: 'Thử lại tất cả {{count, number}} dòng',
  window: 'Dòng {{from}} đến {{to}} của trang tính',
  next: 'Các dòng tiếp theo',
  previous: 'Các dòng trước',
  goTo: 'Đến dòng của trang tính',
  go: 'Đến',
  noneHere: 'Từ đây trở đi không còn dòng nào cần sửa.',
};
