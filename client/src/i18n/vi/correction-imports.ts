/** Vietnamese for imports that bring the mended rows of another, in lists and when they are taken back. */

export const continuations = {
  imported: 'Các dòng đã sửa của {{title}}',
  going: 'Đang nhập các dòng đã sửa của {{title}}',
  failed: 'Chưa nhập được các dòng đã sửa của {{title}}',
  tookBack: 'Các dòng đã sửa của {{title}}, sau đó hoàn tác',
  also_other: 'Hoàn tác cả {{count, number}} lần nhập dòng đã sửa sau đó',
  alsoRows_other: '{{count, number}} dòng. Nếu không, chúng vẫn ở trong bảng.',
  alsoTaken_other: 'cùng {{count, number}} lần nhập các dòng đã sửa của nó',
  mendNow_other: 'Sửa {{count, number}} dòng',
  followed: 'Các dòng đã sửa nhập sau đó',
} as const;
