/** Vietnamese for what is wrong with a pattern, as the end of a sentence. */
import type { TextsOf } from '../texts.ts';

export const patterns: TextsOf<'patterns'> = {
  tooMuch: 'lặp lại quá nhiều',
  tooLong: 'dài quá {{most}} ký tự',
  unstorable: 'có ký tự không lưu được',
  closes: 'đóng ngoặc “)” chưa được mở',
  twice: 'lặp lại một phần vốn đã là phần lặp',
  brace: 'có dấu “{” không phải số lần lặp; hãy viết “\\{” nếu muốn chính dấu đó',
  backwardsRepeat: 'lặp ít nhất {{least}} nhưng nhiều nhất {{most}} lần',
  mostRepeats: 'lặp quá {{most}} lần',
  nothing: 'không có gì để lặp trước “{{mark}}”; hãy viết “\\{{mark}}” nếu muốn chính dấu đó',
  start: 'có “^” không ở đầu; hãy viết “\\^” nếu muốn chính dấu đó',
  end: 'có “$” không ở cuối; hãy viết “\\$” nếu muốn chính dấu đó',
  deep: 'có ngoặc lồng quá sâu',
  group: 'có nhóm “(?” không được hỗ trợ; chỉ có “(?:”',
  openRound: 'để ngỏ ngoặc “(”',
  lone: 'kết thúc bằng một dấu “\\” đơn lẻ',
  unsupported: 'dùng “\\{{character}}”, không được hỗ trợ',
  openSquare: 'để ngỏ ngoặc “[”',
  backwards: 'có khoảng trong “[ ]” viết ngược',
  square: 'có “[” bên trong “[ ]”; hãy viết “\\[” nếu muốn chính dấu đó',
};
