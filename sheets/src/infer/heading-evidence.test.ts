import { expect, test } from 'vitest';
import { type HeadingEvidence, readHeading } from './heading-evidence.ts';

test.each<[keyof HeadingEvidence, string]>([
  [
    'phone',
    'Phone|phoneNumber|Mobile_No|Tel.|Telefonnummer|Téléphone|Teléfono|Telefone|Celular|Điện thoại|SĐT|Телефон|电话|手机号|電話番号|WhatsApp|Fax',
  ],
  ['postal', 'ZIP|zip_code|Postcode|PLZ|Postleitzahl|CEP|Code postal|Código postal|Mã bưu chính|Индекс|邮编|郵便番号'],
  ['version', 'Version|version_no|Softwareversion|Phiên bản|Версия|版本|バージョン|Versão|Bin|Release'],
  [
    'code',
    'SKU|Part|part_no|Article code|Artikelnummer|Código|Mã hàng|Mã số|Mã|Lô|Số lô|Артикул|Код|商品编码|商品コード|型番|IBAN|Konto|Account',
  ],
  ['name', 'Country|country_code|Last|Surname|Nachname|Nom|Apellido|Họ|Фамилия|国家|氏名|Province|State|lastName'],
  [
    'quantity',
    'Price|unitPrice|Preis|Gesamtbetrag|Prix|Precio|Preço|Đơn giá|Số lượng|Цена|价格|金額|Amount (EUR)|Votes 2021|qty',
  ],
  ['change', 'Change|Änderung|Thay đổi|Изменение|变化|+/-|Delta'],
  ['date', 'Date|orderDate|Rechnungsdatum|Fecha|Ngày sinh|Дата|日期|日付|DOB'],
  [
    'clock',
    'Time|start_time|StartTime|Uhrzeit|Ankunftszeit|Heure de départ|Hora|Horário|Giờ|giờ bắt đầu|Время|時刻|开始时间',
  ],
  ['flag', 'Active|is_active|Bezahlt|Hoạt động|是否|Paid?|Оплачено'],
])('headings that name %s', (what, headings) => {
  for (const heading of headings.split('|')) expect([heading, readHeading(heading)[what]]).toEqual([heading, true]);
});

test.each<[keyof HeadingEvidence, string]>([
  ['version', 'Conversion|Aversion'],
  ['phone', 'Headphones|Automobile|Hotel'],
  ['code', 'Party|Lotion|Decode|dem_lo|Lo estimate|MA_2534'],
  ['date', 'Candidate|Update count|Holiday'],
  ['clock', 'Timeline|Sometimes|Zeitung|Hours'],
  ['quantity', 'Country|Summer|Operation'],
])('headings that only hold the letters of one for %s', (what, headings) => {
  for (const heading of headings.split('|')) expect([heading, readHeading(heading)[what]]).toEqual([heading, false]);
});
