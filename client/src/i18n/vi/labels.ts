/** Vietnamese for the names of states, kinds, phases and types. */
import type { TextsOf } from '../texts.ts';

export const fileState: TextsOf<'fileState'> = {
  receiving: 'Chưa đủ',
  received: 'Đã tải lên',
  inspecting: 'Đang xem xét',
  ready: 'Sẵn sàng để nhập',
  unreadable: 'Không đọc được',
  gone: 'Không còn giữ',
};

export const kind: TextsOf<'kind'> = {
  inspect: 'Xem xét',
  import: 'Nhập',
  export: 'Xuất',
  undo: 'Hoàn tác',
  edit: 'Sửa',
};

export const state: TextsOf<'state'> = {
  queued: 'Đang chờ',
  running: 'Đang chạy',
  succeeded: 'Xong',
  failed: 'Thất bại',
  cancelled: 'Đã hủy',
};

export const phase: TextsOf<'phase'> = {
  waiting: 'Đang chờ đến lượt',
  opening: 'Đang mở tệp',
  sampling: 'Đang xem các dòng đầu',
  profiling: 'Đang xem mọi dòng',
  reading: 'Đang đọc các dòng',
  checking: 'Đang kiểm tra các dòng',
  merging: 'Đang đưa các dòng vào bảng',
  committing: 'Đang lưu',
  querying: 'Đang hỏi bảng',
  writing: 'Đang ghi tệp',
  publishing: 'Đang hoàn tất tệp',
  undoing: 'Đang hoàn tác lần nhập',
  cancelling: 'Đang dừng',
  done: 'Xong',
};

export const type: TextsOf<'type'> = {
  text: 'Văn bản',
  integer: 'Số nguyên',
  decimal: 'Số thập phân',
  boolean: 'Có/Không',
  date: 'Ngày',
  datetime: 'Ngày và giờ',
  time: 'Giờ trong ngày',
};

export const value: TextsOf<'value'> = {
  yes: 'Có',
  no: 'Không',
  empty: 'trống',
};

export const count: TextsOf<'count'> = {
  inserted: 'Mới',
  skipped: 'Không phải dữ liệu, bỏ ra',
  updated: 'Cập nhật',
  unchanged: 'Không đổi',
  rejected: 'Bị từ chối',
};
