/** Vietnamese for mailboxes of feeds. */
import type { TextsOf } from '../texts.ts';

export const mailbox: TextsOf<'mailbox'> = {
  kind: 'Một hộp thư',
  security: 'Mã hóa',
  signIn: 'Đăng nhập',
  by: {
    password: 'Mật khẩu hoặc mật khẩu ứng dụng',
    google: 'Google (OAuth)',
    microsoft: 'Microsoft 365 (OAuth)',
    other: 'Nhà cung cấp khác (OAuth)',
  },
  refreshToken: 'Refresh token',
  tenant: 'Tenant',
  tenantText: 'Tên hoặc mã; “common” cho tài khoản của mọi tổ chức.',
  tokenUrl: 'Địa chỉ cấp token',
  scope: 'Scope, nếu cần',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  clientSecretText: 'Nếu ứng dụng có. Được mã hóa ở đây và không bao giờ hiện lại.',
  oauthText: 'docs/feeds.md hướng dẫn lấy refresh token ở Google và Microsoft.',
  folder: 'Thư mục của hộp thư',
  from: 'Chỉ từ',
  fromText: 'Một địa chỉ, hoặc tên miền như @shop.example. Để trống nếu nhận từ mọi người.',
  messages: 'Những thư nào',
  which: { new: 'Thư mới', all: 'Cả thư trước đó' },
  afterwards: 'Thư đã nhập',
  after: {
    flag: 'được gắn cờ và đánh dấu đã đọc',
    move: 'được chuyển vào một thư mục',
    leave: 'để nguyên',
  },
  moveTo: 'Vào',
  done: { flag: 'đã gắn cờ thư', move: 'đã chuyển thư', leave: '' },
};
