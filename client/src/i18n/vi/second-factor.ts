/** Vietnamese for the second factor of one's own account. */
import type { TextsOf } from '../texts.ts';

export const secondFactor: TextsOf<'secondFactor'> = {
  title: 'Xác thực hai bước',
  off: 'Đang tắt. Khi bật, đăng nhập bằng mật khẩu còn cần mã của một ứng dụng trên điện thoại.',
  on: 'Đăng nhập bằng mật khẩu còn cần mã của ứng dụng.',
  needsPassword: 'Xác thực hai bước đi cùng mật khẩu. Hãy đặt mật khẩu trước.',
  gateTitle: 'Thiết lập xác thực hai bước',
  gateText:
    'Dịch vụ này bắt buộc với mọi người đăng nhập bằng mật khẩu. Bạn cần một ứng dụng xác thực trên điện thoại. Sau đó mọi thứ hoạt động như trước.',
  signOut: 'Đăng xuất',
  badge: 'Đang bật',
  codesLeft_other: 'Còn {{count}} mã khôi phục.',
  setUp: 'Thiết lập',
  passwordTitle: 'Hãy nhập mật khẩu của bạn',
  next: 'Tiếp tục',
  scanTitle: 'Thêm Sheetport vào ứng dụng',
  scanText: 'Hãy quét bằng ứng dụng xác thực, ví dụ Aegis, Google Authenticator, 1Password hoặc iCloud Passwords.',
  qr: 'Mã QR có khóa cho ứng dụng',
  key: 'Hoặc nhập khóa này vào ứng dụng',
  code: 'Mã mà ứng dụng đang hiện',
  turnOn: 'Bật',
  recoveryTitle: 'Hãy giữ các mã khôi phục này',
  recoveryText:
    'Mỗi mã đăng nhập được một lần, thay cho mã của ứng dụng. Hãy giữ ở nơi bạn tìm được khi không có điện thoại. Các mã chỉ hiện lúc này.',
  copy: 'Chép các mã',
  download: 'Tải xuống',
  kept: 'Tôi đã giữ',
  newCodes: 'Mã khôi phục mới',
  newCodesText: 'Các mã trước đây không còn dùng được.',
  turnOff: 'Tắt',
  turnOffText: 'Khi đó chỉ cần mật khẩu để đăng nhập. Các trình duyệt khác của bạn bị đăng xuất.',
};
