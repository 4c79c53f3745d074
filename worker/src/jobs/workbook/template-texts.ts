/** What a template says to people, in their language. */
import type { ColumnType, Language, Rule } from '@sheetport/contract';

export interface TemplateWords {
  /** The name of the file. */
  name: string;
  /** The name of the hidden sheet with the values of long lists. */
  lists: string;
  required: string;
  unique: string;
  key: string;
  types: Readonly<Record<ColumnType, string>>;
  yes: string;
  no: string;
  /** Title of what Excel says of a value that does not fit. */
  wrong: string;
  onlyWarns: string;
  /** How many values a drop-down offers where there are more. */
  firstOnly(shown: number): string;
  rule(rule: Rule, names: { table: string; column: string }): string;
}

const bounds =
  (least: string, most: string, both: (min: string, max: string) => string) =>
  (min: string | number | undefined, max: string | number | undefined): string => {
    if (min !== undefined && max !== undefined) return both(String(min), String(max));
    return min === undefined ? `${most} ${max}` : `${least} ${min}`;
  };

const english = {
  length: bounds('At least', 'At most', (min, max) => `${min} to ${max}`),
  range: bounds('Not less than', 'Not more than', (min, max) => `From ${min} to ${max}`),
};
const vietnamese = {
  length: bounds('Ít nhất', 'Nhiều nhất', (min, max) => `Từ ${min} đến ${max}`),
  range: bounds('Không nhỏ hơn', 'Không lớn hơn', (min, max) => `Từ ${min} đến ${max}`),
};
const listed = (values: readonly string[], more: string) =>
  values.slice(0, 8).join(', ') + (values.length > 8 ? `, … (${more} ${values.length - 8})` : '');

export const TEMPLATE_WORDS: Readonly<Record<Language, TemplateWords>> = {
  en: {
    name: 'template',
    lists: 'Lists',
    required: 'Required.',
    unique: 'No value twice.',
    key: 'Tells the rows apart.',
    types: {
      text: 'Text',
      integer: 'Whole number',
      decimal: 'Number',
      boolean: 'Yes or no',
      date: 'Date',
      datetime: 'Date and time',
      time: 'Time of day',
    },
    yes: 'yes',
    no: 'no',
    wrong: 'This does not fit',
    onlyWarns: '(only a warning)',
    firstOnly: (shown) => `The list offers the first ${shown}; others can be typed.`,
    rule: (rule, { table, column }) => {
      switch (rule.kind) {
        case 'required':
          return 'Required.';
        case 'unique':
          return 'No value twice.';
        case 'list':
          return `One of: ${listed(rule.values, 'more:')}.`;
        case 'pattern':
          return `In the form ${rule.pattern}.`;
        case 'length':
          return `${english.length(rule.min, rule.max)} characters.`;
        case 'range':
          return `${english.range(rule.min, rule.max)}.`;
        case 'email':
          return 'An e-mail address.';
        case 'url':
          return 'A web address.';
        case 'uuid':
          return 'A UUID.';
        case 'reference':
          return rule.create
            ? `The ${column} of a row of ${table}; a row is made there for one that is missing.`
            : `The ${column} of a row of ${table}.`;
      }
    },
  },
  vi: {
    name: 'mẫu',
    lists: 'Danh sách',
    required: 'Phải có giá trị.',
    unique: 'Không trùng giá trị.',
    key: 'Dùng để phân biệt các dòng.',
    types: {
      text: 'Văn bản',
      integer: 'Số nguyên',
      decimal: 'Số',
      boolean: 'Có hoặc không',
      date: 'Ngày',
      datetime: 'Ngày và giờ',
      time: 'Giờ trong ngày',
    },
    yes: 'có',
    no: 'không',
    wrong: 'Giá trị không hợp',
    onlyWarns: '(chỉ cảnh báo)',
    firstOnly: (shown) => `Danh sách có ${shown} giá trị đầu; có thể gõ giá trị khác.`,
    rule: (rule, { table, column }) => {
      switch (rule.kind) {
        case 'required':
          return 'Phải có giá trị.';
        case 'unique':
          return 'Không trùng giá trị.';
        case 'list':
          return `Một trong: ${listed(rule.values, 'còn')}.`;
        case 'pattern':
          return `Theo dạng ${rule.pattern}.`;
        case 'length':
          return `${vietnamese.length(rule.min, rule.max)} ký tự.`;
        case 'range':
          return `${vietnamese.range(rule.min, rule.max)}.`;
        case 'email':
          return 'Một địa chỉ e-mail.';
        case 'url':
          return 'Một địa chỉ web.';
        case 'uuid':
          return 'Một UUID.';
        case 'reference':
          return rule.create
            ? `${column} của một dòng trong ${table}; thiếu thì dòng mới được tạo ở đó.`
            : `${column} của một dòng trong ${table}.`;
      }
    },
  },
};
