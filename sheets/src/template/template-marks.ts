/** What is written in the cells of a template: names in `{{…}}`, and where a block of rows begins and ends. */
const MARK = /\{\{\s*([^{}]{1,200}?)\s*\}\}/g;
/** Names that are no columns: they begin, end or are something that templates of other programs have. */
const MARKER = /^(?:#|\/)(?:each|if|unless|with)\b/i;

/** A text in pieces: what is written, and names in between, which are at odd places. */
export function splitMarks(text: string): string[] {
  return text.split(MARK);
}

/** The names in a text, those of columns and single values apart from others. */
export function readNames(text: string): { names: string[]; markers: string[] } {
  const all = splitMarks(text).filter((_, i) => i % 2 === 1);
  return { names: all.filter((name) => !MARKER.test(name)), markers: all.filter((name) => MARKER.test(name)) };
}

/** A text without what begins or ends a block. */
export function withoutMarkers(text: string): string {
  return text.replace(MARK, (whole, name: string) => (MARKER.test(name) ? '' : whole));
}
