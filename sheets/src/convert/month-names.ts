/** Names of months in languages other than English, which mean the same month in each of them. */

/**
 * German, French, Spanish, Portuguese, Italian, Dutch, Danish, Swedish, Norwegian, Finnish, Polish, Czech, Slovak, Croatian, Hungarian,
 * Romanian, Turkish, Greek, Russian, Ukrainian, Bulgarian, Indonesian, Thai; in the cases that dates have; usual short forms.
 * `listopad` is October in Croatian and November in Polish: it is not read.
 */
const NAMES: readonly string[] = [
  'januar jänner janvier enero janeiro gennaio januari січень січня январь января janv ene gen янв styczeń stycznia sty leden ledna január januára siječanj siječnja ianuarie ocak tammikuu tammikuuta ιανουάριος ιανουαρίου януари มกราคม',
  'februar feber février fevrier febrero fevereiro febbraio februari лютий лютого февраль февраля févr fév fev фев февр luty lutego lut únor února február februára veljača veljače februarie şubat subat helmikuu helmikuuta φεβρουάριος φεβρουαρίου февруари กุมภาพันธ์',
  'märz maerz mars marzo março marco maart март марта mär mrz mrt мар березень березня marzec marca marec březen března marts ožujak ožujka március martie mart maret maaliskuu maaliskuuta μάρτιος μαρτίου มีนาคม',
  'avril abril aprile апрель апреля avr abr апр квітень квітня kwiecień kwietnia kwi duben dubna apríl apríla travanj travnja április aprilie nisan huhtikuu huhtikuuta απρίλιος απριλίου април เมษายน',
  'mai mayo maio maggio mei май мая mag травень травня maj maja květen května máj mája svibanj svibnja május mayıs mayis toukokuu toukokuuta μάιος μαΐου พฤษภาคม',
  'juni juin junio junho giugno июнь июня giu июн червень червня czerwiec czerwca cze červen června jún júna lipanj lipnja június iunie haziran kesäkuu kesäkuuta ιούνιος ιουνίου юни มิถุนายน',
  'juli juillet julio julho luglio июль июля juil lug июл липень липня lipiec lipca červenec července júl júla srpanj srpnja július iulie temmuz heinäkuu heinäkuuta ιούλιος ιουλίου юли กรกฎาคม',
  'août aout agosto augustus август августа ago авг серпень серпня sierpień sierpnia srpen srpna augusti augusta kolovoz kolovoza augusztus ağustos agustos agustus elokuu elokuuta αύγουστος αυγούστου สิงหาคม',
  'septembre septiembre setiembre setembro settembre сентябрь сентября set сен сент вересень вересня wrzesień września wrz září septembra rujan rujna szeptember septembrie eylül eylul syyskuu syyskuuta σεπτέμβριος σεπτεμβρίου септември กันยายน',
  'oktober octobre octubre outubro ottobre октябрь октября okt out ott окт жовтень жовтня październik października paź říjen října október októbra octombrie ekim lokakuu lokakuuta οκτώβριος οκτωβρίου октомври ตุลาคม',
  'novembre noviembre novembro ноябрь ноября ноя нояб листопад листопада listopadu novembra studeni studenoga noiembrie kasım kasim marraskuu marraskuuta νοέμβριος νοεμβρίου ноември พฤศจิกายน',
  'dezember décembre decembre diciembre dezembro dicembre декабрь декабря dez déc dic дек грудень грудня grudzień grudnia gru prosinec prosince prosinac prosinca desember decembra decembrie aralık aralik joulukuu joulukuuta δεκέμβριος δεκεμβρίου декември ธันวาคม',
];

const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, at) => names.split(' ').map((name) => [name.normalize('NFC'), at + 1] as const)),
);

/** No name has more bytes. */
const MAX_NAME_BYTES = 34;

/** Beginnings of the names that begin with three letters of ASCII. */
const BEGINNINGS = new Uint8Array(1 << 15);
for (const name of MONTHS.keys()) if (/^[a-z]{3}/.test(name)) BEGINNINGS[beginningOf(Buffer.from(name), 0)] = 1;

/** Three letters of ASCII as one number of 15 bits. */
function beginningOf(b: Uint8Array, p: number): number {
  return ((b[p]! & 31) << 10) | ((b[p + 1]! & 31) << 5) | (b[p + 2]! & 31);
}

/** What was found by `findForeignMonth`. */
export const foreignMonth = { month: 0, length: 0 };

/** Whether the word at `p` is such a name; then `foreignMonth` says which month, and how many bytes the word has. */
export function findForeignMonth(b: Uint8Array, p: number, end: number): boolean {
  // Most words of a column are no month: they are sorted out before a string is made of them.
  if (p + 2 >= end) return false;
  if ((b[p]! | b[p + 1]! | b[p + 2]!) < 0x80 && BEGINNINGS[beginningOf(b, p)] === 0) return false;
  let stop = p;
  while (stop < end && stop - p <= MAX_NAME_BYTES && isWordByte(b[stop]!)) stop++;
  if (stop - p < 3 || stop - p > MAX_NAME_BYTES) return false;
  const word = Buffer.from(b.buffer, b.byteOffset + p, stop - p)
    .toString('utf8')
    .normalize('NFC')
    .toLowerCase();
  foreignMonth.month = MONTHS.get(word) ?? 0;
  foreignMonth.length = stop - p;
  return foreignMonth.month > 0;
}

function isWordByte(byte: number): boolean {
  const lower = byte | 0x20;
  return byte >= 0x80 || (lower >= 0x61 && lower <= 0x7a);
}
