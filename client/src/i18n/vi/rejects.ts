/** Vietnamese for rejected rows. */
import type { TextsOf } from '../texts.ts';

export const rejects: TextsOf<'rejects'> = {
  title: 'Các dòng bị từ chối',
  explain: 'Số dòng là số dòng trong trang tính của bạn. Ô được đánh dấu có ghi lý do.',
  why: 'Lý do',
  grid: 'Các dòng bị từ chối của {{title}}',
  gone_other: '{{count, number}} dòng đã bị từ chối. Thời hạn giữ chúng đã hết.',
  reason: '{{column}}: {{reason}}',
  reasonAt: '{{column}} ({{cell}}): {{reason}}',
};
