/** Vietnamese for what follows a job. */
import type { TextsOf } from '../texts.ts';

export const chains: TextsOf<'chains'> = {
  title: 'Khi xong',
  nothing: 'Không làm gì',
  export: 'Sau đó xuất bảng',
  deliver: 'Sau đó gửi tệp',
  text: 'Việc này bắt đầu khi nhập thành công. Nếu việc nhập thất bại hoặc bị hủy, nó sẽ dừng và nói rõ lý do.',
  newTable: 'Lần gửi này gửi bảng mới thay cho bảng của nó.',
  notStarted: 'Việc nhập đã bắt đầu, nhưng việc theo sau thì chưa: {{why}}',
  after: 'Sau đó',
  stopped: 'Đã dừng',
  why: 'Việc mà nó chờ không thành công, nên nó không bắt đầu.',
};
