/** Vietnamese for the sign-in page. */
import type { TextsOf } from '../texts.ts';

export const signIn: TextsOf<'signIn'> = {
  title: 'Bạn chưa đăng nhập',
  expired: 'Phiên đăng nhập đã hết',
  expiredText: 'Hãy đăng nhập lại để quay về trang này. Các lựa chọn và chỗ sửa vẫn được giữ trong thẻ này.',
  text: 'Hãy mở liên kết mà dịch vụ in ra khi khởi động. Liên kết kết thúc bằng ?token=… và sẽ đăng nhập cho bạn.',
  label: 'Hoặc dán mã truy cập vào đây',
  placeholder: 'Mã truy cập hoặc cả liên kết',
  button: 'Đăng nhập',
  wrong: 'Đây không phải là mã truy cập của dịch vụ này. Hãy chép lại từ dòng cuối mà dịch vụ in ra.',
};
