/** Vietnamese for folders in a list of tables, and for tables of some people. */

export const folderList = {
  others: 'Các bảng khác',
  empty: 'Chưa có bảng nào trong thư mục này.',
  restricted: 'Hạn chế',
  restrictedHint: 'Chỉ những người được chia sẻ và chủ dịch vụ nhìn thấy.',
} as const;
