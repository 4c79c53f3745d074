/** Vietnamese for the warnings of a whole sheet. */

export const sheetWarning = {
  swallowed_rows_other: 'Dấu ngoặc kép gom thêm {{count, number}} dòng',
  swallowed_rows_text:
    'Những dòng giống hàng dữ liệu nằm chung một ô, vì dấu ngoặc kép mở ra và nhiều dòng sau mới đóng. Nếu dấu này là chữ thường, hãy đọc như vậy.',
  swallowed_rows_offer: 'Đọc dấu ngoặc kép như chữ thường',
  blank_before_quote_other: '{{count, number}} dấu ngoặc kép đứng sau khoảng trắng',
  blank_before_quote_text:
    'Dấu như vậy là chữ thường, và dấu phân cách sau nó chia ô làm hai. Hãy bỏ khoảng trắng để đọc nó là dấu ngoặc kép.',
  blank_before_quote_offer: 'Bỏ khoảng trắng',
  blank_before_quote_right: 'Khoảng trắng được bỏ, nên dấu ngoặc kép bao trọn ô.',
  backslash_escapes_other: '{{count, number}} ô có dấu ngoặc kép sau dấu gạch chéo ngược',
  backslash_escapes_text:
    'Nếu dấu gạch chéo thuộc về dấu ngoặc kép, hãy đọc như vậy; nếu không, ô có thể kết thúc quá sớm.',
  backslash_escapes_offer: 'Đọc \\" là dấu ngoặc kép',
  backslash_escapes_right: 'Chúng được đọc là dấu ngoặc kép trong ô.',
  unreadable_characters_other: '{{count, number}} ô có ký tự không đọc được',
  unreadable_characters_text:
    'Một số byte không phải là ký tự của bảng mã này. Chúng được nhập thành “�”. Nếu có nhiều ô như vậy, hãy chọn bảng mã khác ở trên.',
  formulas_without_values_other: '{{count, number}} công thức không có giá trị được lưu',
  formulas_without_values_text:
    'Chương trình ghi sổ làm việc không tính chúng, nên các ô này trống. Hãy mở bằng chương trình bảng tính, lưu lại, rồi tải lên.',
  merged_cells_other: '{{count, number}} ô trống vì được gộp với ô phía trên',
  merged_cells_text: 'Chỉ dòng đầu của ô gộp có giá trị. Hãy điền xuống để mỗi dòng đều có.',
  merged_cells_right: 'Mỗi dòng nhận giá trị của ô gộp.',
  fillDown: 'Điền xuống',
  leaveBlank: 'Để trống',
  rows_other: 'Ở dòng {{rows}}',
  cell: 'ví dụ ở {{cell}}',
};
