/** What the heading of a column says of its cells: words of the field in nine languages. Pure. */

/** What a heading may name. */
export interface HeadingEvidence {
  /** A telephone number, in whichever form. */
  phone: boolean;
  /** A postal code. */
  postal: boolean;
  /** A version, or a place in a store, which are written with points. */
  version: boolean;
  /** Codes: articles, accounts, countries. */
  code: boolean;
  /** Names of people and places. */
  name: boolean;
  /** How much or how many. Where a heading names a code and a quantity ("phone costs"), the quantity is meant. */
  quantity: boolean;
  /** A difference, whose plus is a sign. */
  change: boolean;
  date: boolean;
  /** A time of day. */
  clock: boolean;
  /** How long something takes. Where a heading names a time and a duration ("travel time"), the duration is meant. */
  duration: boolean;
  /** Something that is so or not. */
  flag: boolean;
}

/** Words that stand alone, or begin or end a compound where a `*` is. English, Vietnamese, German, French, Spanish, Portuguese, Russian. */
const WORDS: Record<keyof HeadingEvidence, string> = {
  phone:
    'phone phones contact~no contact~number phoneno phonenumber telephone* tel telno telefon* *telefon telefono* telefone* mobile mobil mobilnummer handy* cell cellphone cellular celular movil portable whats~app zalo viber fax faxnummer telefax* msisdn rufnummer dien~thoai sdt so~dt di~dong телефон* моб мобильный факс',
  postal:
    'zip zips zipcode postal postcode postleitzahl* plz cep code~postal codigo~postal ma~buu* ma~zip buu~chinh индекс почтовый',
  version:
    'version versions versionsnummer softwareversion ver release build firmware revision rev phien~ban версия versao bin bins bin~location regal lagerplatz shelf rack kapitel chapter section clause paragraph muc',
  code: 'code codes qrcode productcode itemcode codigo* kod kode sku skus part parts partno part~no part~number teil teilenummer article artikel artikelnummer artikelnr *artikelnr articulo artigo item~no item~number item~code material materialnummer model modell modelo modele ean upc gtin asin isbn issn iban bic swift vin serial seriennummer serie batch charge lot ^lo$ so~lo ma~lo lo~hang barcode account accounts konto kontonummer kontonr compte cuenta conta tax~id tax~number tax~code ust~id vat~id vat~number mst ^ma(?=.[a-z]|$) ma~so cccd cmnd cmt passport reisepass ssn cpf cnpj nif dni siret siren инн кпп огрн артикул код счет ref reference referenz referencia license licence plate kennzeichen matricula bien~so steuernummer customer~no kundennummer kundennr kennung schlussel schluesel hash token id~card student~id employee~id emp hs~code icd icd10 atc cas gene cost~center kostenstelle',
  name: 'country countries country~code land laender pais pays quoc~gia nuoc страна province provincia provinz state estado region tinh thanh~pho city surname lastname last firstname first forename middle initial initials name names *name nachname vorname familienname nom prenom apellido apellidos nombre sobrenome sobrenomes ho ho~ten ho~va~ten ten фамилия имя отчество фио language sprache langue idioma ngon~ngu язык gene symbol ticker initials kurzel',
  quantity:
    'price prices *price preis preise *preis prix precio precios preco precos gia don~gia thanh~tien цена amount amounts betrag *betrag montant importe monto valor so~tien сумма стоимость total totals sum summe *summe subtotal cost costs kosten *kosten cout couts costo custo qty quantity quantities menge *menge anzahl *anzahl stuckzahl quantite cantidad quantidade so~luong количество кол rate rates quote ratio percent percentage prozent pourcentage share anteil weight gewicht *gewicht poids peso khoi~luong can~nang вес height length width depth hoehe lange breite score rating ratings gpa points punkte diem note~moyenne balance saldo solde so~du остаток баланс sales umsatz *umsatz ventes ventas revenue revenues turnover doanh~thu выручка profit margin marge votes stimmen population einwohner count counts number~of average avg mean median min max discount rabatt remise descuento fee fees gebuhr age alter edad idade tuoi возраст hours stunden heures horas gio minutes distance entfernung temperature temperatur income salary luong gehalt salaire salario зарплата units unit stock bestand ton~kho inventory year years jahr jahre annee ano nam год size volume spend budget net gross netto brutto debit credit soll haben tax~amount vat~amount bill',
  change:
    'change changes delta diff difference differenz anderung abweichung veranderung variation variacion variacao cambio ecart thay~doi chenh~lech изменение разница trend gain adjustment korrektur shift offset',
  date: 'date dates startdate enddate orderdate duedate datum *datum day days tag fecha fechas data дата ngay birthday birthdate birth dob geburtstag geburtsdatum geb born geboren naissance nacimiento nascimento ngay~sinh created updated modified due deadline frist since seit from until bis start end begin expires expiry valid valid~from time timestamp',
  clock:
    'time times starttime endtime timein timeout clock uhrzeit* *uhrzeit zeit startzeit endzeit anfangszeit ankunftszeit abfahrtszeit abfahrt ankunft heure horaire hora horario ora orario orari tijd tijdstip (?<!so.)gio (?<!so.)gio~bat~dau время час godzina kellonaika klokkeslett klockslag tidspunkt',
  duration:
    'hours minutes seconds stunden minuten sekunden heures horas minutos so~gio tong~gio price rate cost costs duration durations dauer *dauer duree duracion duracao durata elapsed spent lead response lap split total run running cycle process processing execution travel driving flight delivery wait waiting reaction race finish swim best overtime time~off bearbeitungszeit fahrzeit laufzeit lieferzeit arbeitszeit thoi~luong длительность',
  flag: 'is has can active aktiv actif activo ativo enabled disabled paid bezahlt pagado pago paye done erledigt fertig flag valid gultig verified subscribed opt opt~in newsletter approved genehmigt confirmed bestatigt member mitglied vip consent einwilligung checked deleted archived available verfugbar married verheiratet smoker raucher required public visible billable primary default hoat~dong kich~hoat da~thanh~toan co~khong yes~no ja~nein oui~non si~no оплачено активен активный да~нет',
};

/** Chinese and Japanese write no blanks between words: these may stand anywhere. */
const ANYWHERE: Partial<Record<keyof HeadingEvidence, string>> = {
  phone: '电话 手机 電話 携帯 传真 ファックス ファクス',
  postal: '邮编 邮政编码 郵便番号 郵遞區號',
  version: '版本 バージョン',
  code: '代码 编码 编号 代碼 編號 コード 番号 品番 型番 型号 账号 口座 条码',
  name: '国家 国籍 国名 姓名 名字 氏名 名前 省份 都道府県',
  quantity: '价格 单价 金额 数量 总计 合计 重量 価格 単価 金額 合計 年龄 年齢 人口 工资 % ％',
  change: '变化 差额 変化 差異 増減 ± +/-',
  clock: '时刻 時刻 时间 時間',
  duration: '时长 所要',
  date: '日期 日付 生日 出生 誕生日 生年月日 时间 日時',
  flag: '是否 有无 有効 済み ?',
};

/** Marks off, except those of Japanese, which make another letter; `đ`, `ß` and `ł` are letters without marks. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ё', 'е');
}

/** A run of anything but letters and digits, which parts words. */
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/gu;

/**
 * One pattern for the words of a field, in which a blank stands for what parts words. Words of one form share their ends: classes of
 * Unicode that stood in each of some hundred alternatives took a third of a second to compile.
 */
function compileWords(list: string): RegExp {
  const words = list.split(' ').map((word) => ({
    body: fold(word.replaceAll('*', '')).replaceAll('~', ' ?'),
    isStart: !word.startsWith('*'),
    isEnd: !word.endsWith('*'),
  }));
  const forms = [true, false].flatMap((isStart) => [true, false].map((isEnd) => ({ isStart, isEnd })));
  const alternatives = forms.flatMap(({ isStart, isEnd }) => {
    const bodies = words.filter((word) => word.isStart === isStart && word.isEnd === isEnd).map(({ body }) => body);
    if (bodies.length === 0) return [];
    return `${isStart ? '(?<![^ ])' : ''}(?:${bodies.join('|')})${isEnd ? '(?!\\p{L})' : ''}`;
  });
  return new RegExp(alternatives.join('|'), 'u');
}

const FIELDS = (Object.keys(WORDS) as (keyof HeadingEvidence)[]).map((field) => ({
  field,
  words: compileWords(WORDS[field]),
  anywhere: ANYWHERE[field]?.split(' ') ?? [],
}));

/** What a heading names. A heading that names nothing known has every field false. */
export function readHeading(heading: string): HeadingEvidence {
  const folded = fold(heading).replace(/conversion/g, ' ');
  const spaced = folded.replace(BETWEEN_WORDS, ' ');
  const found = FIELDS.map(({ field, words, anywhere }) => [
    field,
    words.test(spaced) || anywhere.some((one) => folded.includes(one)),
  ]);
  return Object.fromEntries(found) as HeadingEvidence;
}
