/** Which eight-bit or double-byte encoding a text is in that is not Unicode. */
import iconv from 'iconv-lite';
import type { IDetectedMap } from 'jschardet';
import { requireOwn } from '../built-file.ts';
import { rateLanguageFit } from './language-letters.ts';

/** The detector's tables take a tenth of a second to load, so only a text that is not Unicode loads them. */
const loadDetector = (): typeof import('jschardet') => requireOwn()('jschardet');

/**
 * What jschardet may answer, and the name that iconv-lite decodes by. Files labelled ISO-8859-1 are windows-1252 in practice (WHATWG
 * Encoding Standard, "Names and labels"). What is not here (EBCDIC, UTF-7, stateful ISO-2022, rare code pages) is not believed.
 */
const CANDIDATES: ReadonlyMap<string, string> = new Map([
  ['Windows-1250', 'windows-1250'],
  ['Windows-1251', 'windows-1251'],
  ['Windows-1252', 'windows-1252'],
  ['Windows-1253', 'windows-1253'],
  ['Windows-1254', 'windows-1254'],
  ['Windows-1255', 'windows-1255'],
  ['Windows-1256', 'windows-1256'],
  ['Windows-1257', 'windows-1257'],
  ['cp1258', 'windows-1258'],
  ['cp874', 'windows-874'],
  ['KOI8-R', 'koi8-r'],
  ['KOI8-U', 'koi8-u'],
  ['cp850', 'cp850'],
  ['cp852', 'cp852'],
  ['cp857', 'cp857'],
  ['IBM866', 'cp866'],
  ['ISO-8859-2', 'iso-8859-2'],
  ['ISO-8859-5', 'iso-8859-5'],
  ['MacRoman', 'macintosh'],
  ['MacCyrillic', 'maccyrillic'],
  ['CP932', 'shift_jis'],
  ['EUC-JP', 'euc-jp'],
  ['CP949', 'euc-kr'],
  ['GB18030', 'gb18030'],
  ['Big5', 'big5'],
]);

const BY_LOWER_CASE = new Map([...CANDIDATES].map(([name, encoding]) => [name.toLowerCase(), encoding]));

/** The usual encoding of a spreadsheet's csv where nothing speaks for another. */
const DEFAULT = 'windows-1252';
/** A candidate that the detector finds this much less likely than its first is not looked at. */
const LEAST_SHARE = 0.1;
/** How much a tenth of misfitting characters weighs against the detector's own order. */
const MISFIT_WEIGHT = 12;
/** What speaks against encodings that are rarer than the usual one, where the text shows little: those of Windows and of Asia, all others. */
const KNOWN_COST = 0.9;
const RARE_COST = 1.6;
const RARE = /^(cp852|cp857|cp866|iso|koi8|mac)/;
/** That counts in full where the text has so many bytes beyond ASCII, less where it has more, and up to so many times where fewer. */
const FEW_BYTES = 4;
const MOST_DOUBT = 3;
/** Enough text to judge by. */
const MOST_BYTES = 32 * 1024;

/**
 * The encoding of bytes that are neither Unicode nor ASCII, by a name of iconv-lite. The detector ranks the candidates by the statistics
 * of languages; each of them is then decoded, and loses by characters that the language which fits best does not have.
 *
 * @param text lines with bytes beyond ASCII, headings included
 */
export function guessEncoding(text: Uint8Array): string {
  const bytes = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, MOST_BYTES));
  const found = loadDetector().detectAll(bytes, { minimumThreshold: 0, detectEncodings: [...CANDIDATES.keys()] });
  const best = Math.max(...found.map(({ confidence }) => confidence), 1e-9);
  const doubt = Math.min(MOST_DOUBT, (FEW_BYTES / countHighBytes(bytes)) ** 2);
  let choice = DEFAULT;
  let least = Number.POSITIVE_INFINITY;
  for (const { name, share } of candidates(found, best)) {
    const rarity = name === DEFAULT ? 0 : RARE.test(name) ? RARE_COST : KNOWN_COST;
    const misfit = rateLanguageFit(iconv.decode(bytes, name).normalize('NFC')) + rateRareCharacters(bytes, name);
    const cost = MISFIT_WEIGHT * misfit + rarity * doubt - Math.log(share);
    if (cost < least) {
      least = cost;
      choice = name;
    }
  }
  return choice;
}

function candidates(found: IDetectedMap[], best: number): { name: string; share: number }[] {
  const likely = found.flatMap(({ encoding, confidence }) => {
    const name = BY_LOWER_CASE.get((encoding ?? '').toLowerCase());
    const share = confidence / best;
    return name === undefined || share < LEAST_SHARE ? [] : [{ name, share }];
  });
  if (!likely.some(({ name }) => name === DEFAULT)) likely.push({ name: DEFAULT, share: LEAST_SHARE });
  return likely;
}

/** Lead bytes of the characters that are common, and of kana and signs: the first level of each standard, which holds the usual names. */
const COMMON_LEADS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'euc-jp': [
    [0x8e, 0x8e],
    [0xa1, 0xa5],
    [0xb0, 0xcf],
  ], // JIS X 0208, level 1 from row 16
  gb18030: [
    [0xa1, 0xa3],
    [0xb0, 0xd7],
  ], // GB 2312, level 1 from row 16
  'euc-kr': [
    [0xa1, 0xa4],
    [0xb0, 0xc8],
  ], // KS X 1001, Hangul from row 16
  big5: [
    [0xa1, 0xa3],
    [0xa4, 0xc6],
  ], // Big5, frequently used characters
};

/** Lead bytes of kana in the encodings of China and Korea, whose texts have none. */
const KANA_LEADS: Readonly<Record<string, readonly number[]>> = { gb18030: [0xa4, 0xa5], 'euc-kr': [0xaa, 0xab] };
/** One kana stands for so many characters of another language. */
const KANA_WEIGHT = 10;

/** The share of the double-byte characters that few texts in this encoding have; 0 for other encodings. */
function rateRareCharacters(bytes: Uint8Array, encoding: string): number {
  const common = COMMON_LEADS[encoding];
  if (common === undefined) return 0;
  let all = 0;
  let rare = 0;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    all++;
    if (KANA_LEADS[encoding]?.includes(lead)) rare += KANA_WEIGHT;
    else if (!common.some(([first, last]) => first <= lead && lead <= last)) rare++;
    at++;
  }
  return all === 0 ? 0 : rare / all;
}

function countHighBytes(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte >= 0x80) count++;
  return count;
}
