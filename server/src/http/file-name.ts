/** Characters that reorder or hide text: a name must read as what it is (docs/promises.md, P24). */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const LONGEST = 200;

/**
 * What people call a file, made safe to show and to offer as a download. It never becomes a path of ours.
 * @param given as a browser or a program sent it: possibly a whole path, in any form
 */
export function cleanFileName(given: string | null | undefined): string {
  const base = (given ?? '').toWellFormed().split(/[\\/]/).at(-1) ?? '';
  const clean = base.normalize('NFC').replace(INVISIBLE, '').trim();
  if (clean === '' || clean === '.' || clean === '..') return 'file';
  const characters = [...clean];
  if (characters.length <= LONGEST) return clean;
  // The ending tells people what it is, so it survives the cut.
  const ending = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? '';
  return characters.slice(0, LONGEST - [...ending].length).join('') + ending;
}

/** `Content-Disposition` of a download (RFC 6266; the starred form by RFC 8187). */
export function attachment(name: string): string {
  const plain =
    name
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/["\\%/;]/g, '_')
      .trim() || 'download';
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
