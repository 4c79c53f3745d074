/** Vietnamese for uploads. */
import type { TextsOf } from '../texts.ts';

export const upload: TextsOf<'upload'> = {
  waiting: 'Đang chờ đến lượt',
  sending: '{{sent}} trên {{total}}',
  rate: '{{rate}}/giây',
  retrying: 'Mất kết nối. Đang tiếp tục từ chỗ dừng…',
  arrived: 'Đã tải lên',
  failed: 'Chưa tải lên được',
  label: 'Đang tải {{name}} lên',
  remove: 'Bỏ {{name}}',
  stop: 'Dừng tải {{name}} lên',
  again: 'Thử lại',
};
