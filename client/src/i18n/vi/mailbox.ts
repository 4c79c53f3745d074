/** Vietnamese for mailboxes of feeds. */
import type { TextsOf } from '../texts.ts';

export const mailbox: TextsOf<'mailbox'> = {
  kind: 'Một hộp thư',
  security: 'Mã hóa',
  folder: 'Thư mục của hộp thư',
  from: 'Chỉ từ',
  fromText: 'Một địa chỉ, hoặc tên miền như @shop.example. Để trống nếu nhận từ mọi người.',
  messages: 'Những thư nào',
  which: { new: 'Thư mới', all: 'Cả thư trước đó' },
  afterwards: 'Thư đã nhập',
  after: {
    flag: 'được gắn cờ và đánh dấu đã đọc',
    move: 'được chuyển vào một thư mục',
    leave: 'để nguyên',
  },
  moveTo: 'Vào',
  done: { flag: 'đã gắn cờ thư', move: 'đã chuyển thư', leave: '' },
};
