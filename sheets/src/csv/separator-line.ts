/** The first line `sep=;` with which a csv tells Excel its delimiter. Not part of RFC 4180; Excel does not show it as a row. */

/**
 * @param bytes the file's first bytes as UTF-8, without byte order mark
 * @returns the delimiter and where the first record begins, or null
 */
export function readSeparatorLine(bytes: Uint8Array): { delimiter: string; next: number } | null {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 12)).toString('latin1');
  const match = /^"?sep=([^\r\n"])"?(\r\n|\r|\n|$)/i.exec(line);
  if (!match || (match[2] === '' && bytes.length > 12)) return null;
  return { delimiter: match[1]!, next: match[0].length };
}
