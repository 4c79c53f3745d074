/** Vietnamese for the frame of every page. */
import type { TextsOf } from '../texts.ts';

export const app: TextsOf<'app'> = {
  name: 'Sheetport',
  home: 'Trang chủ',
  tables: 'Bảng',
  history: 'Lịch sử',
  automation: 'Tự động',
  skip: 'Đến phần nội dung',
  pages: 'Các trang',
  menu: 'Cài đặt',
  language: 'Ngôn ngữ',
  colors: 'Giao diện',
  light: 'Sáng',
  dark: 'Tối',
  auto: 'Theo hệ thống',
  signOut: 'Đăng xuất',
  nothingRunning: 'Không có gì đang chạy',
  running_other: '{{count, number}} việc đang chạy',
  monitor: 'Giám sát',
  people: 'Mọi người',
  account: 'Tài khoản của bạn',
  apiDocs: 'Tài liệu API',
};

export const action: TextsOf<'action'> = {
  cancel: 'Hủy',
  close: 'Đóng',
  retry: 'Thử lại',
  reload: 'Tải lại trang',
  loadMore: 'Tải thêm',
  clear: 'Xóa',
  apply: 'Áp dụng',
  seeAll: 'Xem tất cả',
};

export const offline: TextsOf<'offline'> = {
  text: 'Đang kết nối lại… những gì bạn thấy có thể đã cũ tới {{age}}.',
};
