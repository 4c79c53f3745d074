/**
 * The words of contacts, orders, products, money, addresses and people in English and Vietnamese, one idea a line; without
 * case and marks, which `normaliseHeading` takes off. A heading of several ideas ("Ngày đặt hàng") is read idea by idea.
 */
const CONCEPTS: Record<string, string> = {
  email: 'email|mail|email address|mail address|email id|thu dien tu|dia chi email|dia chi thu dien tu|hom thu',
  phone:
    'phone|telephone|tel|phone number|phone no|telephone number|tel no|contact number|contact no|so dien thoai|dien thoai|sdt|dt|so dt|so lien he',
  mobile:
    'mobile|mobile phone|mobile number|mobile no|cell|cell phone|cellphone|cellular|handphone|di dong|so di dong|dtdd',
  fax: 'fax|fax number|fax no|so fax',
  website: 'website|web|url|web site|web page|homepage|home page|web address|link|site|trang web|dia chi web|duong dan',
  uuid: 'uuid|guid',
  id: 'id|identifier|ident|key|dinh danh|khoa',
  number: 'number|no|num|nr|nbr|so',
  code: 'code|ma|ma so',
  sequence: 'row number|serial|serial no|serial number|line no|line number|stt|so thu tu|thu tu',
  name: 'name|ten|ten goi|label',
  fullname: 'full name|fullname|complete name|person name|ho ten|ho va ten|ten day du',
  firstname: 'first name|firstname|fname|given name|forename|christian name|ten rieng|ten goi rieng',
  lastname: 'last name|lastname|lname|surname|family name|ho|ten ho|ho dem|ho lot|ho va ten dem',
  middlename: 'middle name|middle initial|ten dem|ten lot',
  nickname: 'nickname|alias|username|user name|login|biet danh|ten dang nhap',
  salutation: 'salutation|honorific|prefix|danh xung|xung ho',
  gender: 'gender|sex|gioi tinh',
  birthday: 'birth|birthday|birth date|birthdate|date of birth|dob|born|born on|ngay sinh|sinh ngay',
  age: 'age|tuoi',
  jobtitle: 'job title|position|role|job|occupation|profession|chuc vu|chuc danh|nghe nghiep|vi tri',
  department: 'department|dept|division|team|phong ban|bo phan|phong',
  company:
    'company|company name|organisation|organization|org|organisation name|organization name|employer|business|business name|firm|corporation|cong ty|cty|ten cong ty|doanh nghiep|to chuc|don vi cong tac',
  customer: 'customer|client|buyer|customer name|client name|khach hang|khach|ten khach hang|nguoi mua|kh|ten kh',
  supplier: 'supplier|vendor|seller|supplier name|vendor name|nha cung cap|ncc|ten nha cung cap|nguoi ban',
  employee: 'employee|staff|worker|employee name|nhan vien|ten nhan vien|nv',
  manager: 'manager|supervisor|boss|quan ly|truong phong',
  salesperson: 'salesperson|sales rep|sales representative|account manager|nhan vien ban hang|nguoi phu trach',
  contact: 'contact|contact person|contact name|lien he|nguoi lien he|lien lac',
  passport: 'passport|passport number|passport no|ho chieu|so ho chieu',
  nationalid:
    'national id|id card|identity card|citizen id|ssn|social security number|cccd|cmnd|can cuoc|can cuoc cong dan|so cccd|so cmnd|chung minh nhan dan',
  taxnumber: 'tax number|tax id|tax no|tax code|vat number|vat no|vat id|tin|ma so thue|mst',
  nationality: 'nationality|citizenship|quoc tich|dan toc',
  language: 'language|lang|ngon ngu',

  address: 'address|addr|postal address|mailing address|full address|address line|dia chi|noi o|dia chi lien he',
  street: 'street|street address|street name|road|address line 1|duong|ten duong|pho',
  housenumber: 'house number|house no|street number|building number|so nha',
  city: 'city|town|municipality|locality|city name|thanh pho|tp|tinh thanh|thi xa|tinh thanh pho',
  district: 'district|county|borough|quan|huyen|quan huyen',
  ward: 'ward|commune|phuong|xa|phuong xa',
  state: 'state|province|region|state province|tinh|vung|khu vuc|mien',
  postcode: 'postcode|post code|postal code|zip|zip code|zipcode|plz|ma buu dien|ma buu chinh|buu chinh',
  country: 'country|country name|nation|quoc gia|nuoc|dat nuoc',
  latitude: 'latitude|lat|vi do',
  longitude: 'longitude|lng|lon|kinh do',

  order: 'order|purchase order|sales order|po|so order|don hang|don dat hang|don|dat hang|ddh',
  invoice: 'invoice|bill|hoa don|hd',
  receipt: 'receipt|bien lai|bien nhan',
  contract: 'contract|agreement|hop dong',
  payment: 'payment|thanh toan',
  delivery: 'delivery|shipping|shipment|ship|shipped|delivered|dispatch|giao|giao hang|van chuyen',
  return: 'return|returned|refund|tra hang|hoan tien',
  status: 'status|order status|tinh trang|trang thai',
  stage: 'stage|phase|giai doan',
  newsletter: 'newsletter|news letter|subscribed|subscription|opt in|nhan tin|nhan ban tin|ban tin|dang ky nhan tin',
  visit: 'visit|so lan ghe|luot ghe|so lan den|lan ghe',
  channel: 'channel|source|kenh|nguon',

  product:
    'product|item|article|goods|product name|item name|article name|san pham|sp|hang hoa|mat hang|ten san pham|ten hang|ten hang hoa|ten sp',
  sku: 'sku|product code|item code|article number|article no|item number|item no|part number|part no|product id|product number|ma san pham|ma hang|ma sp|ma hang hoa',
  barcode: 'barcode|ean|upc|gtin|ma vach',
  category: 'category|categ|group|product group|class|danh muc|nhom|nhom hang|loai hang|phan loai|the loai',
  type: 'type|kind|sort|loai|kieu',
  brand: 'brand|make|manufacturer|nhan hieu|thuong hieu|hang san xuat|hieu',
  model: 'model|kieu may|mau ma',
  colour: 'colour|color|mau|mau sac',
  size: 'size|kich thuoc|kich co',
  weight: 'weight|trong luong|can nang|khoi luong',
  height: 'height|chieu cao',
  width: 'width|chieu rong',
  length: 'length|chieu dai',
  unit: 'unit|uom|unit of measure|unit of measurement|don vi|don vi tinh|dvt',
  quantity: 'quantity|qty|quant|pieces|pcs|units|count|so luong|sl',
  stock: 'stock|on hand|in stock|inventory|stock level|ton kho|ton',
  warehouse: 'warehouse|store|depot|kho|kho hang|cua hang',
  quality: 'quality|chat luong',

  price: 'price|rate|gia|gia ban',
  unitprice: 'unit price|price per unit|price each|don gia|gia don vi',
  cost: 'cost|cost price|purchase price|gia von|gia nhap|gia mua|chi phi',
  amount: 'amount|amt|value|sum|so tien|thanh tien|tien|gia tri',
  total:
    'total|grand total|total amount|total price|total value|order total|invoice total|tong|tong cong|tong tien|tong so tien|tong gia tri',
  subtotal: 'subtotal|sub total|net amount|net total|tam tinh|tien hang',
  tax: 'tax|vat|gst|sales tax|tax amount|vat amount|thue|thue gtgt|tien thue|gtgt',
  discount: 'discount|rebate|giam gia|chiet khau|ck|khuyen mai',
  balance: 'balance|so du|con lai',
  debt: 'debt|owed|outstanding|amount due|cong no|con no|no phai thu',
  paid: 'paid|is paid|amount paid|da tra|da thanh toan|da thu',
  revenue: 'revenue|turnover|sales|doanh thu|doanh so',
  profit: 'profit|margin|loi nhuan|lai',
  salary: 'salary|wage|pay|luong|tien luong',
  currency: 'currency|curr|currency code|ccy|tien te|loai tien|don vi tien te',
  percent: 'percent|percentage|pct|phan tram|ty le|ti le|share|ratio',
  creditlimit: 'credit limit|credit line|han muc|han muc tin dung|han muc no|han muc cong no',
  bank: 'bank|bank name|ngan hang|ten ngan hang',
  account: 'account|acct|tai khoan|tk',
  accountnumber: 'account number|account no|acct no|bank account|iban|so tai khoan|stk|so tk',
  card: 'card|card number|card no|credit card|so the',

  date: 'date|day|ngay|ngay thang',
  time: 'time|hour|gio|thoi gian',
  month: 'month|thang',
  quarter: 'quarter|quy',
  year: 'year|yr|nam',
  start: 'start|begin|beginning|from|valid from|bat dau|tu ngay|tu',
  end: 'end|finish|until|to date|valid until|valid to|ket thuc|den ngay|den',
  due: 'due|due date|deadline|han|den han|han chot|ngay den han|han thanh toan',
  expiry: 'expiry|expires|expiry date|expiration|expiration date|best before|het han|ngay het han|han su dung|hsd',
  created: 'created|created at|created on|creation date|date created|date added|added|ngay tao|tao luc|khoi tao',
  updated: 'updated|updated at|updated on|modified|last modified|last updated|changed|ngay cap nhat|cap nhat|ngay sua',
  hired: 'hired|hire date|date hired|joined|join date|start of work|ngay vao lam',

  note: 'note|remark|comment|memo|ghi chu|luu y|chu thich|nhan xet',
  description: 'description|desc|descr|detail|mo ta|dien giai|noi dung|chi tiet',
  title: 'title|heading|subject|tieu de|chu de',
  tag: 'tag|keyword|tu khoa|nhan',
  active: 'active|enabled|is active|hoat dong|dang hoat dong',
  reference: 'reference|ref|reference number|reference no|ref no|tham chieu|so tham chieu',
  file: 'file|attachment|document|tep|dinh kem|tai lieu',
  image: 'image|picture|photo|hinh|hinh anh|anh',
};

/** Ideas that are often meant by each other, and how surely. */
const NEAR: readonly (readonly [string, string, number])[] = [
  ['phone', 'mobile', 0.82],
  ['name', 'fullname', 0.86],
  ['name', 'title', 0.7],
  ['name', 'firstname', 0.66],
  ['status', 'stage', 0.8],
  ['customer', 'fullname', 0.68],
  ['customer', 'company', 0.68],
  ['contact', 'fullname', 0.72],
  ['product', 'description', 0.68],
  ['amount', 'total', 0.8],
  ['price', 'unitprice', 0.84],
  ['price', 'amount', 0.68],
  ['note', 'description', 0.78],
  ['number', 'id', 0.82],
  ['number', 'code', 0.82],
  ['id', 'code', 0.82],
  ['id', 'uuid', 0.82],
  ['sku', 'barcode', 0.68],
  ['category', 'type', 0.78],
  ['account', 'accountnumber', 0.84],
  ['postcode', 'code', 0.6],
  ['reference', 'number', 0.7],
  ['quantity', 'stock', 0.66],
  ['address', 'street', 0.74],
  ['state', 'district', 0.6],
  ['due', 'expiry', 0.66],
  ['delivery', 'address', 0.5],
  ['card', 'accountnumber', 0.6],
];

/** Words that say nothing by themselves. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  'of the a an and or for in on at by is your our my please enter cua va cac nhung la theo cho'.split(' '),
);

/** Ideas that nearly every table has: sharing only these says little. */
export const WEAK_CONCEPTS: ReadonlySet<string> = new Set(
  'name number code id date time type status note description start end created updated total amount'.split(' '),
);

const byPhrase = new Map<string, string>();
let longest = 1;
for (const [concept, phrases] of Object.entries(CONCEPTS)) {
  for (const phrase of phrases.split('|')) {
    const words = phrase.split(' ');
    longest = Math.max(longest, words.length);
    const text = words.join('');
    if (!byPhrase.has(text)) byPhrase.set(text, concept);
  }
}

/** The most words that one idea is said in. */
export const LONGEST_PHRASE: number = longest;

/** The idea that some words stand for, written as `normaliseHeading` leaves them. */
export function conceptOf(text: string): string | undefined {
  return byPhrase.get(text);
}

const nearness = new Map(NEAR.flatMap(([a, b, how]) => [[`${a} ${b}`, how] as const, [`${b} ${a}`, how] as const]));

/** How surely one idea is meant by another: 1 for the same, 0 for two that have nothing to do with each other. */
export function nearnessOf(a: string, b: string): number {
  return a === b ? 1 : (nearness.get(`${a} ${b}`) ?? 0);
}
