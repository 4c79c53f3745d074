/** What stands in dates beside day, month and year: days of the week, ordinals, eras, words for "year". Pure. */

/** The days of the week from Monday on, whole and short, in languages whose dates are read; none is another day elsewhere. */
const WEEKDAYS: readonly string[] = [
  'monday mon montag mo lundi lun lunes segunda-feira segunda seg lunedì lunedi maandag ma понедельник пн понеділок poniedziałek pondělí måndag mån mandag man pazartesi maanantai hétfő thứ~hai',
  'tuesday tue tues dienstag di mardi mar martes terça-feira terça ter martedì martedi dinsdag вторник вт вівторок wtorek úterý tisdag tis tirsdag tir salı tiistai kedd thứ~ba',
  'wednesday wed mittwoch mi mercredi mer miércoles miercoles mié mie quarta-feira quarta qua mercoledì mercoledi woensdag wo среда ср середа środa středa onsdag ons çarşamba keskiviikko szerda thứ~tư',
  'thursday thu thur thurs donnerstag do jeudi jeu jueves jue quinta-feira quinta qui giovedì giovedi gio donderdag четверг чт четвер czwartek čtvrtek torsdag tor perşembe torstai csütörtök thứ~năm',
  'friday fri freitag fr vendredi ven viernes vie sexta-feira sexta sex venerdì venerdi vrijdag vr пятница пт пʼятниця п’ятниця piątek pátek fredag fre cuma perjantai péntek thứ~sáu',
  'saturday sat samstag sonnabend sa samedi sam sábado sabado sáb sabato sab zaterdag za суббота сб субота sobota lördag lör lørdag lør cumartesi lauantai szombat thứ~bảy',
  'sunday sun sonntag dimanche dim domingo dom domenica zondag zo воскресенье вс неділя niedziela neděle söndag sön søndag søn pazar sunnuntai vasárnap chủ~nhật',
];

const DAY_OF: ReadonlyMap<string, number> = new Map(
  WEEKDAYS.flatMap((names, day) => names.split(' ').map((name) => [name.replaceAll('~', ' '), day] as const)),
);

/** Letters with which days of the week and months in English begin, two and three of them, in small ASCII; others are looked up. */
const TWO = new Set<number>();
const THREE = new Set<number>();
for (const name of [...DAY_OF.keys(), ...'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')]) {
  const bytes = Buffer.from(name);
  if (name.length === 2) TWO.add((bytes[0]! << 8) | bytes[1]!);
  else THREE.add((bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!);
}

/** Whether a text may begin with a day of the week, or with a month in English. */
export function mayBeginWithDay(b: Uint8Array, start: number, end: number): boolean {
  if (end - start < 10) return false;
  const fold = (byte: number) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
  const [one, two, three] = [fold(b[start]!), fold(b[start + 1]!), fold(b[start + 2]!)];
  if ((one | two | three) >= 0x80) return true;
  if (THREE.has((one << 16) | (two << 8) | three)) return true;
  return (three < 0x61 || three > 0x7a) && TWO.has((one << 8) | two);
}

/** The year before the first of each era of Japan. */
const ERAS: ReadonlyMap<string, number> = new Map([
  ['令和', 2018],
  ['平成', 1988],
  ['昭和', 1925],
  ['大正', 1911],
  ['明治', 1867],
]);
const ERA_DATE = /^(令和|平成|昭和|大正|明治)\s*(\d{1,2}|元)年\s*(\d{1,2})月\s*(\d{1,2})日/;

/** A date without those words, and the day of the week that it says, from 0 for Monday on. */
export interface PlainDate {
  text: string;
  weekday: number | undefined;
}

/**
 * `Tuesday, March 5th, 2024` as `March 5, 2024`, `5 марта 2024 г.` as `5 марта 2024`, `2024년 3월 5일` as `2024-3-5`, `令和6年3月5日` as
 * `2024-3-5`, `Tue Mar 5 10:00:00 UTC 2024` as `Mar 5 2024 10:00:00 UTC`. Null where there is nothing to leave out.
 */
export function leaveOutWords(text: string): PlainDate | null {
  let plain = text.normalize('NFC');
  let weekday: number | undefined;
  const first = /^((?:thứ |chủ )?[\p{L}’-]+)\.?,?\s+/iu.exec(plain);
  if (first) {
    weekday = DAY_OF.get(first[1]!.toLowerCase());
    if (weekday !== undefined) plain = plain.slice(first[0].length);
    else if (!/^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(plain)) return null;
  } else if (!/^\d/.test(plain) && !ERA_DATE.test(plain)) return null;
  plain = plain
    .replace(ERA_DATE, (_, era: string, year: string, month: string, day: string) => {
      return `${ERAS.get(era)! + (year === '元' ? 1 : Number(year))}-${month}-${day}`;
    })
    .replace(/^(\d{4})[년年]\s*(\d{1,2})[월月]\s*(\d{1,2})[일日]/, '$1-$2-$3')
    .replace(
      /(?<=^\d+-\d+-\d+)\s*(?:[(（]?(?:星期|周|週)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?[)）]?)(?=$|\s)/,
      '',
    )
    .replace(/^(\d{4})\.\s*(\d{1,2})\.\s*(\d{1,2})\.?(?=$|\s)/, '$1-$2-$3')
    .replace(/^(\d{1,2}\.\s?\d{1,2}\.\s?\d{4})\.$/, '$1')
    .replace(/^(\d{4})\.\s+(\p{L}+\.?)\s+(\d{1,2})\.?$/u, '$3 $2 $1')
    .replace(/(\d)(?:st|nd|rd|th|er|º|ª)(?!\p{L})/giu, '$1')
    .replace(/^(\d{1,2})\s+of\s+/i, '$1 ')
    .replace(/(?<=\d)\s+thg\.?\s+(?=\d)/i, ' tháng ')
    .replace(/(?<=\d{4})\s*(?:г|р|r|roku|года|год|року)\.?$/i, '')
    .replace(/(?<=[+-]\d{4})\s*\([^()]*\)$/, '')
    .replace(/^(\p{L}+\.? +\d{1,2}) +(\d{1,2}:\d\d:\d\d)((?: +[A-Z]{3}| +[+-]\d{4})?) +(\d{4})$/u, '$1 $4 $2$3');
  return plain === text ? null : { text: plain, weekday };
}
