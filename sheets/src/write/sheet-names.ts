/** Names that Excel accepts for sheets: Excel's "rename a worksheet" rules. */

const MAX_NAME_CHARACTERS = 31;
/** Excel keeps this name for itself, in any case of letters. */
const RESERVED = 'history';

/**
 * A valid name as near to `wanted` as can be, unlike all of `taken` without regard to case, and added to it.
 *
 * @param taken lower-case names in use
 * @param number from 2: this is a continuation, `Name (2)`
 */
export function nameSheet(wanted: string, taken: Set<string>, number = 1): string {
  const cleaned = wanted
    .replace(/[[\]:*?/\\\u0000-\u001f\u007f\ufffe\uffff\p{Surrogate}]/gu, '_')
    .replace(/^['\s]+|['\s]+$/g, '');
  const base = cleaned === '' ? 'Sheet' : cleaned.toLowerCase() === RESERVED ? `${cleaned}_` : cleaned;
  for (let i = number; ; i++) {
    const suffix = i === 1 ? '' : ` (${i})`;
    const name = cut(base, MAX_NAME_CHARACTERS - suffix.length) + suffix;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}

/** At most `length` UTF-16 units, and no half of a character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  // What is cut may leave an apostrophe at the end, which Excel does not allow.
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length).replace(/['\s]+$/, '');
}
