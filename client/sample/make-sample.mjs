/**
 * Makes public/sample-orders.xlsx, the workbook behind "Try a sample workbook". The rows are drawn from a seeded
 * generator, so running this again gives the same orders. A few cells do not fit their columns on purpose: the first
 * import that anybody sees should show what happens with those.
 *
 *     node client/sample/make-sample.mjs
 */
import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs';

const ROWS = 214;

/** mulberry32: small, and the same everywhere. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const random = seeded(20_250_117);
const pick = (list) => list[Math.floor(random() * list.length)];
const between = (least, most) => least + Math.floor(random() * (most - least + 1));

const people = [
  ['Nguyễn Thị Lan', 'lan.nguyen', 'Hà Nội'],
  ['Trần Minh Đức', 'duc.tran', 'TP. Hồ Chí Minh'],
  ['Lê Hoàng Anh', 'anh.le', 'Đà Nẵng'],
  ['Phạm Thu Hà', 'ha.pham', 'Hải Phòng'],
  ['Vũ Quốc Bảo', 'bao.vu', 'Cần Thơ'],
  ['Đặng Ngọc Mai', 'mai.dang', 'Huế'],
  ['Bùi Gia Hân', 'han.bui', 'Nha Trang'],
  ['Hồ Văn Khoa', 'khoa.ho', 'Biên Hòa'],
  ['Emma Lindqvist', 'emma.lindqvist', 'Stockholm'],
  ['James O’Connor', 'james.oconnor', 'Dublin'],
  ['Sofia Marques', 'sofia.marques', 'Lisboa'],
  ['Lukas Weiß', 'lukas.weiss', 'Zürich'],
  ['Aiko Tanaka', 'aiko.tanaka', 'Osaka'],
  ['Priya Raman', 'priya.raman', 'Chennai'],
  ['Mateo Álvarez', 'mateo.alvarez', 'Bogotá'],
  ['Chloé Lambert', 'chloe.lambert', 'Lyon'],
  ['Daniel Kim', 'daniel.kim', 'Seoul'],
  ['Grace Mensah', 'grace.mensah', 'Accra'],
  ['Oliver Smith', 'oliver.smith', 'Leeds'],
  ['Hannah Cohen', 'hannah.cohen', 'Haifa'],
];
const notes = [
  'Gift wrap, please',
  'Leave at the front desk',
  'Giao giờ hành chính',
  'Gọi trước khi giao',
  'Second delivery attempt',
  'Invoice to head office',
  'Fragile',
  'Khách quen, giảm 5 %',
  'Replaces a damaged item',
  'Call +84 24 3825 0000 on arrival',
];
const prices = [4.9, 7.5, 12, 18.75, 24.5, 39.99, 64, 120.5, 249, 1_290];

const day = 86_400_000;
const orders = Array.from({ length: ROWS }, (_, at) => {
  const [customer, mailbox, city] = pick(people);
  const ordered = new Date(Date.UTC(2025, 0, 6) + Math.floor(at * 1.6) * day);
  const isShipped = at < ROWS - 18 && random() > 0.06;
  const shipped = isShipped
    ? new Date(ordered.getTime() + between(1, 5) * day + between(7 * 60, 18 * 60) * 60_000)
    : null;
  return {
    number: `SO-${String(10_201 + at)}`,
    customer,
    email: `${mailbox}@example.com`,
    city,
    ordered,
    shipped,
    quantity: random() < 0.8 ? between(1, 12) : between(13, 240),
    price: pick(prices),
    paid: isShipped ? random() > 0.08 : random() > 0.6,
    note: random() < 0.3 ? pick(notes) : null,
  };
});

// What happens to spreadsheets: broken formulas, which no column takes, and a word among dates, which makes them text.
orders[37].quantity = { error: '#N/A' };
orders[88].shipped = 'next Tuesday';
orders[151].price = { error: '#REF!' };

const book = new ExcelJS.Workbook();
book.creator = 'Sheetport';
book.created = new Date(Date.UTC(2025, 11, 1));
book.modified = book.created;
const sheet = book.addWorksheet('Orders', { views: [{ state: 'frozen', ySplit: 1 }] });
sheet.columns = [
  { header: 'Order number', key: 'number', width: 15 },
  { header: 'Customer', key: 'customer', width: 22 },
  { header: 'E-mail', key: 'email', width: 30 },
  { header: 'City', key: 'city', width: 18 },
  { header: 'Order date', key: 'ordered', width: 13, style: { numFmt: 'yyyy-mm-dd' } },
  { header: 'Shipped at', key: 'shipped', width: 18, style: { numFmt: 'yyyy-mm-dd hh:mm' } },
  { header: 'Quantity', key: 'quantity', width: 10 },
  { header: 'Unit price', key: 'price', width: 12, style: { numFmt: '#,##0.00' } },
  { header: 'Paid', key: 'paid', width: 8 },
  { header: 'Notes', key: 'note', width: 34 },
];
sheet.getRow(1).font = { bold: true };
sheet.addRows(orders);
sheet.autoFilter = { from: 'A1', to: 'J1' };

const about = book.addWorksheet('About');
about.columns = [{ width: 70 }];
about.addRow(['Sample orders for trying Sheetport. All names and addresses are made up.']);

const target = fileURLToPath(new URL('../public/sample-orders.xlsx', import.meta.url));
await book.xlsx.writeFile(target);
console.log(`${orders.length} orders in ${target}`);
