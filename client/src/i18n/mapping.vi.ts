/** Tiếng Việt cho việc ghép cột: gợi ý, ghi nhớ, giá trị. */
import type { WithoutSingular } from './en.ts';
import type * as english from './mapping.en.ts';

export const mapping: WithoutSingular<{ readonly [K in keyof typeof english.mapping]: string }> = {
  look: 'Hãy xem lại cột này',
  right: '{{column}} đúng rồi',
  likely: 'Có lẽ đúng',
  exact: 'Tiêu đề trùng với tên cột',
  normalised: 'Tiêu đề viết gần như giống',
  remembered: 'Như trong tệp trước có cùng các tiêu đề',
  synonym: 'Tiêu đề có cùng nghĩa',
  fuzzy: 'Tiêu đề trông giống nhau',
  content: 'Các giá trị trông giống',
  asBefore: 'Đã sẵn sàng, giống như khi {{file}} vào bảng {{table}}.',
  forget: 'Quên đi',
};
