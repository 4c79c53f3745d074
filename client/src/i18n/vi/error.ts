/** Vietnamese for errors. */
import type { TextsOf } from '../texts.ts';

export const error: TextsOf<'error'> = {
  title: 'Đã có lỗi xảy ra',
  unreachable:
    'Không liên lạc được với dịch vụ. Có thể dịch vụ đang khởi động hoặc đang dừng; trang này sẽ tự thử lại.',
  outdated: 'Dịch vụ đã được cập nhật khi trang này đang mở. Hãy tải lại trang.',
  page: 'Đã có lỗi xảy ra',
  pageText: 'Không mất gì cả. Hãy tải lại trang; nếu lại xảy ra, hãy báo cho chủ dịch vụ này.',
  notFound: 'Không có gì ở đây',
  notFoundText: 'Địa chỉ có thể bị gõ sai, hoặc nội dung ở đây đã bị xóa.',
  toHome: 'Về trang chủ',
  tooLarge:
    'Tệp lớn hơn {{limit}}, mức tối đa mà dịch vụ này nhận. Hãy chia nhỏ tệp, hoặc nhờ chủ dịch vụ nâng giới hạn.',
};
