/** Vietnamese for rejected rows. */
import type { TextsOf } from '../texts.ts';

export const rejects: TextsOf<'rejects'> = {
  title: 'Các dòng bị từ chối',
  explain: 'Số dòng là số dòng trong trang tính của bạn. Ô được đánh dấu có ghi lý do.',
  why: 'Lý do',
  row: 'Dòng',
  wholeRow: 'Cả dòng',
  grid: 'Các dòng bị từ chối của {{title}}',
  none: 'Không có dòng nào bị từ chối',
  reason: '{{column}}: {{reason}}',
  reasonAt: '{{column}} ({{cell}}): {{reason}}',
  shown_other: 'Đang hiện {{count, number}} dòng',
};
