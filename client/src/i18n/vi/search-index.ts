/** Vietnamese for the search index of a table. */
import type { TextsOf } from '../texts.ts';

export const searchIndex: TextsOf<'searchIndex'> = {
  open: 'Chỉ mục tìm kiếm',
  title: 'Chỉ mục tìm kiếm',
  offer: 'Tìm nhanh hơn…',
  none: 'Tìm kiếm xem mọi cột, không phân biệt hoa thường và dấu. Không có chỉ mục thì phải đọc mọi dòng. Có chỉ mục thì tìm thấy ngay các từ có từ ba chữ cái trở lên.',
  cost: 'Chỉ mục chiếm khoảng {{size}} trên đĩa và mất khoảng {{time}} để tạo. Trong lúc đó mọi người vẫn làm việc bình thường.',
  writes:
    'Nhập và sửa sẽ chậm hơn: mỗi dòng được ghi mất thêm khoảng nửa mili giây, một triệu dòng mất thêm vài phút. Nên dùng cho bảng hay được tìm và ít khi được nạp.',
  make: 'Tạo chỉ mục',
  building: 'Đang tạo chỉ mục. Bạn có thể đóng cửa sổ này và làm việc tiếp.',
  progress: 'Đang tạo chỉ mục tìm kiếm',
  ready:
    'Việc tìm kiếm trong bảng này dùng một chỉ mục {{size}}. Không có nó thì nhập và sửa nhanh hơn, còn tìm kiếm phải đọc mọi dòng.',
  outdated: 'Các cột của bảng đã thay đổi từ khi tạo chỉ mục, nên việc tìm kiếm lại đọc mọi dòng.',
  broken: 'Việc tạo chỉ mục bị gián đoạn, nên việc tìm kiếm đọc mọi dòng.',
  makeAnew: 'Tạo lại',
  remove: 'Xóa chỉ mục',
  extension:
    'Cơ sở dữ liệu không có phần mở rộng pg_trgm mà chỉ mục cần. Người vận hành có thể bật bằng CREATE EXTENSION pg_trgm.',
  encoding: 'Cơ sở dữ liệu không dùng UTF-8, mà chỉ mục cần.',
  table: 'Không tạo được chỉ mục cho bảng này: bảng gồm nhiều phần, hoặc dịch vụ không sở hữu bảng.',
};
