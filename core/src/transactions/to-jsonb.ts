/** A value as JSON that `jsonb` takes: it keeps no NUL (PostgreSQL docs, "JSON Types"), so each becomes the mark for what cannot be shown. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\u0000', '\\ufffd');
}
