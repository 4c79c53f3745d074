/** Names of files in a zip that every system takes: no path, no sign that Windows forbids, none of its devices (P24). */

const MAX_CHARACTERS = 100;
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A name with its ending, as near to `wanted` as can be, unlike all of `taken` without regard to case, and added to it. */
export function nameFile(wanted: string, ending: string, taken: Set<string>): string {
  const cleaned = [
    ...wanted
      .normalize('NFC')
      .replace(/[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\p{Cf}\p{Surrogate}]/gu, '_')
      .replace(/^[\s.]+|[\s.]+$/g, ''),
  ]
    .slice(0, MAX_CHARACTERS)
    .join('')
    .trimEnd();
  const base = cleaned === '' ? 'file' : DEVICES.test(cleaned) ? `_${cleaned}` : cleaned;
  for (let i = 1; ; i++) {
    const name = `${base}${i === 1 ? '' : ` (${i})`}.${ending}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
