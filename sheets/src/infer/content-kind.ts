import type { SheetColumn, Warning } from '../model.ts';

type Content = NonNullable<SheetColumn['content']>;

/** Longer texts are no addresses (RFC 5321 has 254 characters for a mailbox, links are mostly shorter). */
const MAX_BYTES = 300;
/** Nine of ten texts must be of the kind: one may be a mistake. */
const SHARE = 0.9;
const MAX_FIXES = 50;
/** Domains of a column that are looked at once; those after them, at each of their addresses. */
const MAX_DOMAINS = 1_000;

/** Domains of large providers, and what their names are mistyped as: one letter too many, too few, another or swapped. */
const PROVIDERS = [
  'gmail.com',
  'yahoo.com',
  'hotmail.com',
  'outlook.com',
  'icloud.com',
  'googlemail.com',
  'protonmail.com',
];
/** Real domains that are one letter away from one of those. */
const REAL = new Set(
  'ymail.com email.com fmail.com mail.com hotmail.co gmail.de hotmail.de hotmail.fr hotmail.it hotmail.es yahoo.cn yahoo.co yahoo.ca outlook.co outlook.fr outlook.de outlook.es outlook.it icloud.co'.split(
    ' ',
  ),
);
/** Ends of domains that are slips of `.com`, `.net` and `.org`; none of them is a top-level domain. */
const WRONG_ENDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    con: 'com',
    cmo: 'com',
    ocm: 'com',
    comm: 'com',
    vom: 'com',
    xom: 'com',
    cim: 'com',
    nett: 'net',
    ent: 'net',
    ogr: 'org',
    orgg: 'org',
  }),
);

/** Counts the texts of a column that are e-mail addresses, telephone numbers or web addresses, on bytes. */
export class ContentCounts {
  private emails = 0;
  private urls = 0;
  private phones = 0;
  /** Telephone numbers that are written as only such numbers are: with a plus, a zero in front, brackets or blanks. */
  private surePhones = 0;
  private typos = 0;
  private typoRow = 0;
  private readonly fixes = new Map<string, string>();
  /** Domains that were seen, with what each probably means. */
  private readonly domains = new Map<string, string | null>();

  /** Counts one trimmed text. */
  add(b: Uint8Array, start: number, end: number, row: number): void {
    if (end - start > MAX_BYTES) return;
    const c = b[start]!;
    if ((c >= 0x30 && c <= 0x39) || c === 0x2b || c === 0x28) {
      this.addPhone(b, start, end);
      if (c > 0x39 || c < 0x30) return;
    }
    let at = start;
    while (at < end && b[at] !== 0x40) at++;
    if (at > start && at < end) {
      const text = Buffer.from(b.buffer, b.byteOffset + start, end - start).toString();
      if (!isEmail(text)) return;
      this.emails++;
      this.addTypo(text, row);
    } else if (c === 0x68 || c === 0x48 || c === 0x77 || c === 0x57) {
      if (isUrl(Buffer.from(b.buffer, b.byteOffset + start, end - start).toString())) this.urls++;
    }
  }

  /**
   * What the column holds, where nearly all of its cells are of one kind; `named` says that the heading names telephone numbers.
   * @param cells cells that are not blank
   */
  kind(cells: number, named: boolean): Content | undefined {
    const isMost = (count: number) => count > 0 && count >= cells * SHARE;
    if (isMost(this.emails)) return 'email';
    if (isMost(this.urls)) return 'url';
    // Digits alone may be any number: the heading says so, or the way in which they are written.
    return isMost(this.phones) && (named || isMost(this.surePhones)) ? 'phone' : undefined;
  }

  /** Domains that are probably mistyped, with what they should be; undefined where there is none. */
  typoWarning(): Warning | undefined {
    if (this.typos === 0) return undefined;
    const fixes = [...this.fixes].map(([from, to]) => ({ from, to }));
    const warning: Warning = { code: 'email_typos', count: this.typos, row: this.typoRow, sample: fixes[0]!.from };
    return this.fixes.size < MAX_FIXES ? { ...warning, fixes } : warning;
  }

  private addTypo(text: string, row: number): void {
    const meant = correctEmail(text, this.domains);
    if (meant === null) return;
    if (this.typos++ === 0) this.typoRow = row;
    if (this.fixes.size < MAX_FIXES) this.fixes.set(text, meant);
  }

  private addPhone(b: Uint8Array, start: number, end: number): void {
    let digits = 0;
    let marks = 0;
    for (let p = start; p < end; p++) {
      const c = b[p]!;
      if (c >= 0x30 && c <= 0x39) digits++;
      else if (c === 0x20 || c === 0x2d || c === 0x28 || c === 0x29 || c === 0x2e || c === 0x2f) marks++;
      else if (c !== 0x2b || p !== start) return;
    }
    // E.164 has at most 15 digits; the shortest numbers of a country have seven.
    if (digits < 7 || digits > 15) return;
    this.phones++;
    const first = b[start]!;
    if (first === 0x2b || (first === 0x28 && marks > 1) || (first === 0x30 && digits >= 9 && marks <= 4))
      this.surePhones++;
  }
}

/** One `@`, something before it, and behind it a domain with a point. */
function isEmail(text: string): boolean {
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[\p{L}\d-]{2,}$/u.test(text);
}

function isUrl(text: string): boolean {
  return /^(?:https?:\/\/|www\.)[^\s/]+\.?[^\s]*$/i.test(text);
}

/**
 * The address with the domain that it probably means; null where the domain is not known to be mistyped.
 * @param known domains that were looked at, with what each means; new ones are added
 */
export function correctEmail(address: string, known = new Map<string, string | null>()): string | null {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at).toLowerCase();
  let meant = known.get(domain);
  if (meant === undefined) {
    meant = correctDomain(domain);
    if (known.size < MAX_DOMAINS) known.set(domain, meant);
  }
  return meant === null ? null : address.slice(0, at) + meant;
}

function correctDomain(domain: string): string | null {
  if (PROVIDERS.includes(domain) || REAL.has(domain)) return null;
  return PROVIDERS.find((provider) => isOneSlip(domain, provider)) ?? correctEnd(domain);
}

function correctEnd(domain: string): string | null {
  const dot = domain.lastIndexOf('.');
  const end = WRONG_ENDS.get(domain.slice(dot + 1));
  if (end === undefined) return null;
  const corrected = `${domain.slice(0, dot)}.${end}`;
  return PROVIDERS.find((provider) => isOneSlip(corrected, provider)) ?? corrected;
}

/** Whether one letter was left out, added, replaced, or swapped with its neighbour (Damerau 1964). */
function isOneSlip(typed: string, meant: string): boolean {
  if (Math.abs(typed.length - meant.length) > 1 || typed === meant) return false;
  let first = 0;
  while (typed[first] === meant[first]) first++;
  let last = 0;
  while (last < Math.min(typed.length, meant.length) - first && typed.at(-1 - last) === meant.at(-1 - last)) last++;
  const [a, b] = [typed.slice(first, typed.length - last), meant.slice(first, meant.length - last)];
  return a.length + b.length <= 1 || (a.length === 1 && b.length === 1) || (a.length === 2 && a === b[1]! + b[0]!);
}
