/** What the values of a column are, where that can be told from their looks. */
export type ContentKind = 'email' | 'website' | 'uuid' | 'phone' | 'date' | 'money';

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]{2,}$/;
const WEBSITE = /^(https?:\/\/\S+|www\.\S+\.\S+)$/i;
const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
/** With a plus, brackets, or a leading zero: bare digits could be anything. */
const PHONE = /^(\+|00|\(|0)[\d\s().\-/]{6,20}$/;
const DATE = /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([ T]\d{1,2}:\d{2}(:\d{2})?)?$/;
const MONEY = /^([-+]?(\p{Sc}|USD|EUR|VND|GBP)\s?[\d.,\s]+|[-+]?[\d.,\s]+(\p{Sc}|đ|₫|USD|EUR|VND|VNĐ|GBP))$/iu;

const LOOKS: readonly (readonly [ContentKind, (text: string) => boolean])[] = [
  ['email', (text) => EMAIL.test(text)],
  ['website', (text) => WEBSITE.test(text)],
  ['uuid', (text) => UUID.test(text)],
  ['date', (text) => DATE.test(text)],
  ['phone', (text) => PHONE.test(text) && digits(text) >= 7 && digits(text) <= 15],
  ['money', (text) => MONEY.test(text)],
];

function digits(text: string): number {
  return text.replace(/\D/g, '').length;
}

/** The kind that all samples have. Undefined where there are none, or they are not of one kind. */
export function contentOf(samples: readonly string[]): ContentKind | undefined {
  // Longer texts are of none of these kinds, so no pattern is tried on them.
  const texts = samples.map((text) => text.trim()).filter((text) => text !== '');
  if (texts.length === 0 || texts.some((text) => text.length > 200)) return undefined;
  return LOOKS.find(([, looks]) => texts.every(looks))?.[0];
}

const NUMBER = /^[-+(]?\p{Sc}?\s?\d[\d.,'\s]*\)?\s?(\p{Sc}|đ|%)?$/u;

/** How many of the samples are of a kind, from 0 to 1; 0 of none. */
export function shareOf(samples: readonly string[], kind: ContentKind | 'number'): number {
  const texts = samples.map((text) => text.trim()).filter((text) => text !== '' && text.length <= 200);
  if (texts.length === 0) return 0;
  const looks = kind === 'number' ? (text: string) => NUMBER.test(text) : LOOKS.find(([name]) => name === kind)![1];
  return texts.filter(looks).length / texts.length;
}

/** The kinds of values that a heading's idea asks for. */
const WANTED: Readonly<Record<string, ContentKind>> = {
  email: 'email',
  website: 'website',
  uuid: 'uuid',
  phone: 'phone',
  mobile: 'phone',
  fax: 'phone',
  price: 'money',
  unitprice: 'money',
  amount: 'money',
  total: 'money',
  subtotal: 'money',
  cost: 'money',
  revenue: 'money',
  salary: 'money',
};

/** The kind of values that a column of this heading should hold, where its words say so. */
export function wantedContent(concepts: readonly (string | undefined)[]): ContentKind | undefined {
  for (const concept of concepts) if (concept !== undefined && Object.hasOwn(WANTED, concept)) return WANTED[concept];
  return undefined;
}
