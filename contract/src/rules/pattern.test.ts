import { expect, test } from 'vitest';
import {
  findPatternError,
  type PatternDetails,
  type PatternErrorCode,
  patternProblem,
  readPattern,
} from './pattern.ts';
import { FORMS } from './rules.ts';

test.each<[string, string[], string[]]>([
  ['[A-Z]{2}-\\d{3,5}', ['AB-123', 'ZZ-12345'], ['AB-12', 'ab-123', 'AB-123456', ' AB-123', 'AB-123\n']],
  ['^(red|green)$', ['red', 'green'], ['', 'redgreen', 'red ']],
  ['^a|b$', ['a', 'b'], ['ab', 'aa']],
  ['a\\$', ['a$'], ['a']],
  ['\\\\$', ['\\'], ['\\$', '']],
  ['[^\\s,]+', ['a-b', 'ñ', '😀'], ['', 'a b', 'a,b', 'a\u00a0b']],
  ['.', ['x', '😀', '\n'], ['', 'xy']],
  ['[]a-]+', [']', '-', 'a]-'], ['b']],
  ['(a|b)*c?', ['', 'abba', 'abc', 'c'], ['cc', 'd']],
  ['(?:x{0,2}y){2}', ['yy', 'xyxxy'], ['y', 'xxxyy']],
  ['\\w+\\.\\W', ['a_1.-'], ['é.-']],
  ['[À-ỹ a-z]+', ['nguyễn văn a'], ['A1']],
  ['', [''], ['x']],
])('%s', (source, good, bad) => {
  const pattern = readPattern(source);
  for (const text of good) expect([text, pattern.matches(text)]).toEqual([text, true]);
  for (const text of bad) expect([text, pattern.matches(text)]).toEqual([text, false]);
});

test.each([
  ['(a', 'open'],
  ['a)', 'not opened'],
  ['[a', 'open'],
  ['[b-a]', 'backwards'],
  ['a{3,2}', 'at least 3'],
  ['a{256}', '255'],
  ['*a', 'nothing to repeat'],
  ['a**', 'already'],
  ['a+?', 'already'],
  ['(?=a)b', 'not supported'],
  ['(?<n>a)', 'not supported'],
  ['(a)\\1', 'not supported'],
  ['\\bword', 'not supported'],
  ['a^b', 'start'],
  ['a$b', 'end'],
  ['a{', '"\\{"'],
  ['\\', 'lone'],
  ['((a{99}){99}){99}', 'repeats too much'],
  ['a'.repeat(201), '200'],
  ['('.repeat(30) + ')'.repeat(30), 'nested'],
  ['\ud800', 'stored'],
])('refuses %s', (source, says) => {
  expect(patternProblem(source)).toContain(says);
});

test.each([
  ['*a', 'nothing'],
  ['\ud800', 'unstorable'],
  ['a)', 'closes'],
  ['a**', 'twice'],
  ['a{x', 'brace'],
  ['a{,3}', 'brace'],
  ['a{3,2}', 'backwardsRepeat'],
  ['a{999}', 'mostRepeats'],
  ['a^', 'start'],
  ['a$b', 'end'],
  ['(?=a)', 'group'],
  ['(a', 'openRound'],
  ['a\\', 'lone'],
  ['\\b', 'unsupported'],
  ['[a', 'openSquare'],
  ['[z-a]', 'backwards'],
  ['[a[b]', 'square'],
  ['('.repeat(30), 'deep'],
  ['a'.repeat(300), 'tooLong'],
  ['(a{200}){200}', 'tooMuch'],
])('what is wrong with %s is known in every language', (pattern, code) => {
  expect(findPatternError(pattern)?.code).toBe(code);
});

test.each([
  ['AB1', '^(?:AB1)$'],
  ['^a.$', '^(?:a.)$'],
  ['a|b|', '^(?:(?:a|b|))$'],
  ['\\d', '^(?:[0-9])$'],
  ['[^a-c_]', '^(?:[^a-c\\u005f])$'],
  ['[^a]', '^(?:[^a])$'],
  ['[a]', '^(?:a)$'],
  ['\\W', '^(?:[^0-9A-Z\\u005fa-z])$'],
  ['\\s', '^(?:[\\u0009-\\u000d\\u0020\\u00a0])$'],
  ['\\t\\n\\r\\.', '^(?:\\u0009\\u000a\\u000d\\u002e)$'],
  ['ñ😀', '^(?:\\u00f1\\U0001f600)$'],
  ['a?b*c+', '^(?:(?:a){0,1}(?:b){0,}(?:c){1,})$'],
  ['(ab){2}(?:c){3,}d{4,5}', '^(?:(?:ab){2,2}(?:c){3,}(?:d){4,5})$'],
])('%s is %s to Postgres', (source, postgres) => expect(readPattern(source).postgres).toBe(postgres));

test.each([
  ['a{2,}', ['aa', 'aaaa'], ['a', '']],
  ['a{0}b', ['b'], ['ab']],
  ['a{255}', ['a'.repeat(255)], ['a'.repeat(254), 'a'.repeat(256)]],
  ['[a\\d-]', ['a', '7', '-'], ['d', '\\']],
  ['[\\]\\\\]', [']', '\\'], ['[']],
  ['[a-c]', ['a', 'b', 'c'], ['`', 'd', '-']],
  ['[^^]', ['a'], ['^']],
  ['\\t', ['\t'], ['t']],
  ['\\D\\S', ['aa'], ['1a', 'a ']],
  ['a||b', ['a', '', 'b'], ['ab']],
  ['a(b|c|d)e', ['abe', 'ace', 'ade'], ['ae', 'abce']],
  ['\u{10ffff}', ['\u{10ffff}'], ['a']],
])('%s matches the whole of a value', (source, good, bad) => {
  const { matches } = readPattern(source);
  expect(good.filter((text) => !matches(text))).toEqual([]);
  expect(bad.filter((text) => matches(text))).toEqual([]);
});

test.each<[string, PatternErrorCode | undefined, PatternDetails?]>([
  ['a'.repeat(200), undefined],
  ['😀'.repeat(200), undefined],
  ['a'.repeat(201), 'tooLong', { most: 200 }],
  ['('.repeat(20) + ')'.repeat(20), undefined],
  ['('.repeat(21) + ')'.repeat(21), 'deep'],
  [`${'()'.repeat(21)}`, undefined],
  ['a{255}', undefined],
  ['a{0,256}', 'mostRepeats', { most: 255 }],
  ['a{256,}', 'mostRepeats', { most: 255 }],
  ['a{3,2}', 'backwardsRepeat', { least: 3, most: 2 }],
  ['a{2,2}', undefined],
  ['a{2}{3}', 'twice', { mark: '{' }],
  ['a+*', 'twice', { mark: '*' }],
  ['a?+', 'twice', { mark: '+' }],
  ['a+{', 'nothing', { mark: '{' }],
  ['|?', 'nothing', { mark: '?' }],
  ['+', 'nothing', { mark: '+' }],
  ['{2}', 'nothing', { mark: '{' }],
  ['(+)', 'nothing', { mark: '+' }],
  ['\\é', 'unsupported', { character: 'é' }],
  ['\\1', 'unsupported', { character: '1' }],
  ['[\\q]', 'unsupported', { character: 'q' }],
  ['[\\', 'openSquare'],
  ['[a-', 'openSquare'],
  ['[a-\\d]', 'backwards'],
  ['[a-a]', undefined],
  ['[^', 'openSquare'],
  ['(?:a', 'openRound'],
  ['(?', 'group'],
  ['a\u0000', 'unstorable'],
  ['^^', 'start'],
  ['$$', 'end'],
  ['a\\\\$', undefined],
  ['(a{250}){7}', undefined],
  ['(a{250}){8}', 'tooMuch'],
  ['(a*){99}', undefined],
])('%s: what is wrong with it, and what the sentence names', (source, code, details = {}) => {
  const error = findPatternError(source);
  expect([error?.code, error?.details]).toEqual([code, code && details]);
});

test('P23 patterns that make backtracking matchers explode end', () => {
  const most = 'a?'.repeat(30) + 'a'.repeat(30);
  // With backtracking, 40 characters of these would take years.
  for (const pattern of ['(a+)+', '(a|a)*', '(a|aa)+', '(a*)*', most, '(.*){1,30}x'])
    expect([pattern, readPattern(pattern).matches(`${'a'.repeat(4000)}!`)]).toEqual([pattern, false]);
});

test('forms that have a name', () => {
  const form = (name: keyof typeof FORMS) => readPattern(FORMS[name]);
  for (const good of ['a@b.vn', 'first.last+tag@sub.example.com', "o'neil@example.co", 'thư@việt.vn'])
    expect([good, form('email').matches(good)]).toEqual([good, true]);
  for (const bad of ['a', 'a@b', '@b.c', 'a b@c.de', 'a@b..de', 'a@b.c', 'a@@b.de', 'a@b.de,c@d.ef', '<a@b.de>'])
    expect([bad, form('email').matches(bad)]).toEqual([bad, false]);
  for (const good of ['https://a.b', 'HTTP://localhost:8080/x?y#z', 'https://việt.vn/đường'])
    expect([good, form('url').matches(good)]).toEqual([good, true]);
  for (const bad of ['a.b', 'ftp://a.b', 'https://', 'https:///x', 'https://a b', 'javascript:alert(1)'])
    expect([bad, form('url').matches(bad)]).toEqual([bad, false]);
  expect(form('uuid').matches('00000000-0000-0000-0000-00000000000A')).toBe(true);
  expect(form('uuid').matches('00000000000000000000000000000000')).toBe(false);
});
