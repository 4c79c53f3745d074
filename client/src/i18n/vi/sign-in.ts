/** Vietnamese for the sign-in page. */
import type { TextsOf } from '../texts.ts';

export const signIn: TextsOf<'signIn'> = {
  title: 'Bạn chưa đăng nhập',
  expired: 'Phiên đăng nhập đã hết',
  expiredText: 'Hãy đăng nhập lại để quay về trang này. Các lựa chọn và chỗ sửa vẫn được giữ trong thẻ này.',
  email: 'Thư điện tử',
  password: 'Mật khẩu',
  button: 'Đăng nhập',
  wrongPassword: 'Địa chỉ thư hoặc mật khẩu không đúng, hoặc tài khoản đã bị tắt.',
  forgotten: 'Quên mật khẩu? Hãy xin một chủ dịch vụ liên kết để đặt mật khẩu mới.',
  forgot: 'Quên mật khẩu?',
  forgotTitle: 'Đặt mật khẩu mới',
  forgotText: 'Hãy nhập địa chỉ thư mà bạn dùng để đăng nhập. Chúng tôi gửi đến đó liên kết để đặt mật khẩu mới.',
  sendLink: 'Gửi liên kết',
  linkSent: 'Hãy xem hộp thư của bạn',
  linkSentText:
    'Nếu có người ở đây đăng nhập bằng {{email}}, liên kết đang được gửi đến. Liên kết dùng được trong một giờ. Không thấy thư? Hãy xem thư mục thư rác, hoặc hỏi một chủ dịch vụ.',
  codeTitle: 'Nhập mã',
  codeText: 'Mật khẩu đúng. Bây giờ hãy nhập mã mà ứng dụng xác thực đang hiện.',
  code: 'Mã của ứng dụng',
  wrongCode: 'Mã không đúng, quá cũ hoặc đã được dùng. Hãy đợi mã tiếp theo.',
  useRecovery: 'Dùng mã khôi phục',
  recoveryText:
    'Hãy nhập một mã khôi phục mà bạn đã giữ. Mỗi mã dùng được một lần. Mất cả mã? Hãy hỏi một chủ dịch vụ.',
  recoveryCode: 'Mã khôi phục',
  useApp: 'Dùng ứng dụng',
  back: 'Về trang đăng nhập',
  with: 'Đăng nhập bằng {{name}}',
  sso: {
    failed: 'Không đăng nhập được. Hãy thử lại; nếu vẫn vậy, hãy hỏi một chủ dịch vụ.',
    refused: 'Chưa ai mời bạn vào đây, hoặc địa chỉ thư của bạn ở đó chưa được xác nhận. Hãy hỏi một chủ dịch vụ.',
    connect:
      'Một tài khoản ở đây có địa chỉ thư của bạn. Hãy đăng nhập bằng mật khẩu, rồi nối hai tài khoản ở "Tài khoản của bạn".',
    taken: 'Một tài khoản khác ở đây đã nối với tài khoản này.',
    disabled: 'Tài khoản của bạn ở đây đã bị tắt. Hãy hỏi một chủ dịch vụ.',
  },
  or: 'hoặc',
  text: 'Ở lần khởi động đầu tiên, hãy mở liên kết mà dịch vụ in ra. Liên kết kết thúc bằng ?token=… và đăng nhập cho chủ dịch vụ.',
  label: 'Hoặc dán mã truy cập vào đây',
  placeholder: 'Mã truy cập hoặc cả liên kết',
  tokenButton: 'Đăng nhập bằng mã truy cập',
  wrong: 'Đây không phải là mã truy cập của dịch vụ này. Hãy chép lại từ dòng cuối mà dịch vụ in ra.',
};
