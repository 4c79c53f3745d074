import { expect, test } from 'vitest';
import { en } from './en/index.ts';
import { makeTranslation, type Texts } from './translate.ts';
import { vi } from './vi/index.ts';

const english = makeTranslation('en', () => en);
const vietnamese = makeTranslation('vi', () => vi);

test('a text has its values, and numbers the marks of the language', () => {
  expect(english.t('attach.columns', { name: 'a{{b}}$&' })).toBe('Columns of a{{b}}$&');
  expect(english.t('rows', { count: 1234 })).toBe('1,234 rows');
  expect(vietnamese.t('rows', { count: 1234 })).toBe('1.234 dòng');
});

test('the count decides the form: none, one, more', () => {
  expect(english.t('progress.position', { count: 0 })).toBe(en.progress.position_zero);
  expect(english.t('rows', { count: 1 })).toBe('1 row');
  expect(english.t('rows', { count: 0 })).toBe('0 rows');
  expect(vietnamese.t('rows', { count: 1 })).toBe('1 dòng');
});

test('a key that is not there is found by nobody, and neither is a group or a name that all objects have', () => {
  for (const key of ['errors.no_such_code', 'rows', 'error', 'error.title.more', 'constructor.name', ''])
    expect(english.i18n.find(key)).toBe(undefined);
  expect(english.i18n.find('error.title')).toBe(en.error.title);
});

test('texts that are loaded later are found', () => {
  let texts: Texts = { error: { title: 'first' } };
  const { t } = makeTranslation('en', () => texts);
  expect([t('error.title'), t('error.page')]).toEqual(['first', 'error.page']);
  texts = en;
  expect(t('error.page')).toBe(en.error.page);
});
