/** Vietnamese for sharing tables and folders, and for folders. */
import type { TextsOf } from '../texts.ts';

export const access: TextsOf<'access'> = {
  service_owner: 'Chủ dịch vụ',
  shared: 'Được chia sẻ đích danh',
  folder: 'Theo thư mục {{folder}}',
  open: 'Mở cho mọi người',
};

export const tableRole: TextsOf<'tableRole'> = {
  viewer: 'Người xem',
  editor: 'Người biên tập',
  owner: 'Chủ sở hữu',
};

export const sharing: TextsOf<'sharing'> = {
  button: 'Chia sẻ',
  title: 'Chia sẻ “{{name}}”',
  who: 'Ai nhìn thấy',
  open: 'Mọi người',
  openText: 'Với vai trò của họ trong dịch vụ.',
  only: 'Chỉ một số người',
  onlyText: 'Những người được chia sẻ, và chủ dịch vụ.',
  byFolder: 'Thư mục “{{folder}}” bị hạn chế, nên bảng này cũng vậy, dù chọn gì ở đây.',
  people: 'Ai có quyền',
  person: 'Người',
  choose: 'Chọn một người',
  nobodyLeft: 'Không còn ai khác. Chủ dịch vụ có thể mời thêm người.',
  role: 'Vai trò',
  roleOf: 'Vai trò của {{name}}',
  add: 'Thêm',
  stop: 'Ngừng chia sẻ với {{name}}',
  you: 'Bạn',
  viewerText: 'Xem và xuất ra tệp.',
  editorText: 'Thêm: nhập, sửa, hoàn tác và đổi cột.',
  ownerText: 'Thêm: chia sẻ, chuyển và xóa.',
};

export const folders: TextsOf<'folders'> = {
  title: 'Thư mục',
  none: 'Không thư mục',
  new: 'Thư mục mới',
  newTitle: 'Thư mục mới',
  name: 'Tên thư mục',
  make: 'Tạo thư mục',
  makeRestricted: 'Chỉ một số người nhìn thấy',
  makeRestrictedText: 'Bạn, những người bạn chia sẻ, và chủ dịch vụ.',
  rename: 'Đổi tên thư mục',
  delete: 'Xóa thư mục',
  deleteTitle: 'Xóa “{{name}}”?',
  deleteText: 'Thư mục trống. Không xóa gì khác.',
  deleteFull: 'Trong thư mục còn bảng. Hãy chuyển chúng ra hoặc xóa chúng trước.',
  more: 'Thêm về thư mục {{name}}',
  move: 'Chuyển vào thư mục',
  moveTitle: 'Chuyển “{{name}}”',
  newRestricted: 'Chỉ một số người thấy',
  newRestrictedText: 'Bạn, các chủ dịch vụ và những người được bạn chia sẻ.',
  newInRestricted: 'Thư mục bị giới hạn: chỉ người được vào thư mục mới thấy bảng.',
  moveText:
    'Ai nhìn thấy bảng sẽ đổi theo thư mục: thư mục hạn chế làm bảng bị hạn chế, và người của thư mục có vai trò của họ với bảng.',
  moveOpens: 'Ngoài thư mục “{{folder}}”, mọi người sẽ nhìn thấy bảng này.',
  moveDo: 'Chuyển',
};
