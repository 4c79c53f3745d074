/** Vietnamese for being told that a job is over. */
import type { TextsOf } from '../texts.ts';

export const tellMe: TextsOf<'tellMe'> = {
  button: 'Báo cho tôi khi xong',
  byMail: 'Qua e-mail đến {{email}}',
  noMail: 'Qua e-mail: chưa thiết lập, hoặc bạn chưa có địa chỉ',
  on: 'đã chọn',
  here: 'Bằng trình duyệt này, khi còn mở một trang Sheetport',
  notAllowed: 'Trình duyệt không hiện thông báo của Sheetport. Hãy cho phép trong cài đặt của trang này.',
  queued: 'Đang chờ',
  running: 'Đang chạy',
  succeeded: 'Đã xong',
  failed: 'Thất bại',
  cancelled: 'Đã hủy',
};
