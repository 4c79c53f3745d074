/** Vietnamese for the list of jobs. */
import type { TextsOf } from '../texts.ts';

export const jobList: TextsOf<'jobList'> = {
  title: 'Lịch sử',
  anyKind: 'Mọi loại',
  anyState: 'Mọi trạng thái',
  kind: 'Loại',
  state: 'Trạng thái',
  none: 'Chưa có gì ở đây',
  noneText: 'Mọi lần nhập, xuất và xem xét được giữ ở đây cùng kết quả.',
  noneFit: 'Không có việc nào hợp với bộ lọc',
  end: 'Hết.',
  rejectedShort: '{{count, number}} bị từ chối',
};
