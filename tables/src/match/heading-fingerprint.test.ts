import { expect, test } from 'vitest';
import { headingFingerprint, pairHeadings } from './heading-fingerprint.ts';

test('a sheet is recognised whatever the order and spelling of its headings', () => {
  expect(headingFingerprint(['E-mail', 'Order no', '***'])).toBe(headingFingerprint(['order_no', '***', 'E-MAIL']));
});

test('one heading more, less or other makes another shape', () => {
  const shapes = [['a', 'b'], ['a'], ['a', 'b', 'c'], ['ab'], ['a', 'b', 'b'], ['a', '***'], ['a', '!!!'], []];
  expect(new Set(shapes.map(headingFingerprint)).size).toBe(shapes.length);
});

test('headings find their likes, those that are the same first, each once', () => {
  expect(pairHeadings(['e mail', 'E-mail', 'Name', 'New'], ['E-mail', 'e.mail', 'NAME'])).toEqual([1, 0, 2, undefined]);
});
