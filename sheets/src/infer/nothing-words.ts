/** What people write where there is nothing, in a column of numbers or dates. Lower case, composed (NFC). */
const WORDS = new Set(
  `n/a na n.a. n.a n/d nd n.d. s/d k.a. #n/a null nil none nan void missing unknown unbekannt keine keiner tbd tba t.b.d. - -- --- – — − * ** . .. ... … : / ?
  không~có khong~co chưa~có chua~co trống không~rõ нет~данных н/д нд нет 无 無 なし 不明 未知 暂无 ninguno nenhum aucun néant
  k.~a. n.~a. n.~d. n.b. n.~b. s.o. s/o n.c. n.v.t. n.r. keine~angabe keine~angaben ohne~angabe nicht~vorhanden nicht~angegeben
  not~available not~applicable no~data no~aplica sin~dato sin~datos sem~dados não~disponível nao~disponivel não~informado non~disponible
  non~disponibile brak brak~danych b/d не~указано не~указан неизвестно відсутнє 未填 未填写 不详 不适用 該当なし 記載なし 未入力 データなし 해당없음 없음
  chưa~cập~nhật đang~cập~nhật chưa~rõ ikke~oplyst ej~tillgänglig
  #ref! #div/0! #value! #name? #num! #null! #wert! #bezug! #nv #zahl!`
    .split(/\s+/)
    .map((word) => word.replaceAll('~', ' ')),
);

/** The longest of them, in bytes. */
const MAX_BYTES = 20;

/** First bytes of such words (capitals as small letters). */
const FIRST = new Uint8Array(256);
for (const word of WORDS) {
  for (const form of [word, word.toUpperCase(), word.normalize('NFD')]) {
    const first = Buffer.from(form)[0]!;
    FIRST[first >= 0x41 && first <= 0x5a ? first | 0x20 : first] = 1;
  }
}

/** Whether a text says that there is nothing: `n/a`, `--`, `*`, `không có`, also the error of a sheet that became text. */
export function saysNothing(b: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_BYTES || end <= start) return false;
  const first = b[start]!;
  if (FIRST[first >= 0x41 && first <= 0x5a ? first | 0x20 : first] === 0) return false;
  const text = Buffer.from(b.buffer, b.byteOffset + start, end - start).toString();
  return WORDS.has(text.normalize('NFC').toLowerCase());
}
