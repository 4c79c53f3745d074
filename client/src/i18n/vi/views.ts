/** Vietnamese for saved views of a table. */
import type { TextsOf } from '../texts.ts';

export const views: TextsOf<'views'> = {
  button: 'Chế độ xem',
  none: 'Chưa lưu chế độ xem nào.',
  mine: 'Chỉ bạn',
  changed: 'Khác với khi lưu',
  save: 'Lưu thành chế độ xem mới',
  saveTitle: 'Lưu chế độ xem',
  saveText: 'Bộ lọc, thứ tự, nhóm, các cột và định dạng như hiện tại.',
  name: 'Tên',
  shared: 'Cho mọi người thấy bảng này',
  sharedText: 'Nếu không, chỉ bạn thấy chế độ xem này.',
  update: 'Lưu thay đổi của “{{name}}”',
  rename: 'Tên và chia sẻ',
  renameTitle: 'Tên và chia sẻ của chế độ xem',
  copyLink: 'Chép liên kết',
  delete: 'Xóa “{{name}}”',
};
