/** Vietnamese for keys: which column identifies a row, and what it takes to make it the key. */
import type { TextsOf } from '../texts.ts';

export const keys: TextsOf<'keys'> = {
  identifies: '“{{column}}” nhận diện từng dòng trong {{count, number}} dòng.',
  seems: '“{{column}}” có vẻ nhận diện được từng dòng. Khi nhập sẽ kiểm tra: dòng lặp lại khóa bị từ chối.',
  choose: 'Dùng “{{column}}” làm khóa',
  notUniqueTitle: 'Bảng không bảo đảm {{key}} là duy nhất',
  notUniqueText: 'Có thể đối chiếu các dòng theo {{key}} khi đó là khóa của bảng.',
  make: 'Đặt {{key}} làm khóa',
  made: '{{key}} nay là khóa của bảng',
  checking: 'Đang kiểm tra các dòng của bảng…',
  unique: 'Không có hai dòng nào của bảng trùng {{key}}.',
  repeated_other: '{{count, number}} dòng của bảng trùng {{key}} với dòng khác. Hãy sửa trước, hoặc chọn khóa khác.',
  blank_other: '{{count, number}} dòng của bảng không có {{key}}. Hãy sửa trước, hoặc chọn khóa khác.',
  replaces: 'Khóa này thay cho {{before}}.',
  undoKept: 'Vẫn hoàn tác được các lần nhập trước.',
  undoLost_other: 'Sau đó không hoàn tác được {{count, number}} lần nhập trước: chúng đã đổi hoặc xóa dòng.',
  ignoreCase: 'Bỏ qua chữ hoa, chữ thường và khoảng trắng ở hai đầu',
  ignoreCaseHint: 'Khi đó “Ann@x.com ” và “ann@x.com” là cùng một khóa.',
  ignoresCase: 'Bỏ qua chữ hoa, chữ thường và khoảng trắng ở hai đầu.',
};
