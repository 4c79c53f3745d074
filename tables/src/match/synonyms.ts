import { normaliseHeading, singular } from './normalise-heading.ts';
import { EAST_ASIAN } from './vocabulary-east-asian.ts';
import { EUROPEAN } from './vocabulary-european.ts';

/**
 * The words of contacts, orders, products, money, addresses and people in English and Vietnamese, one idea a line; without
 * case and marks, which `normaliseHeading` takes off. A heading of several ideas ("Ngày đặt hàng") is read idea by idea.
 */
const CONCEPTS: Record<string, string> = {
  email:
    'email|mail|email address|mail address|email id|thu dien tu|dia chi email|dia chi thu dien tu|hom thu|emailaddress|e mail value|email value',
  phone:
    'phone|telephone|tel|phone number|phone no|telephone number|tel no|contact number|contact no|so dien thoai|dien thoai|sdt|dt|so dt|so lien he|phone value|telephone no',
  mobile:
    'mobile|mobile phone|mobile number|mobile no|cell|cell phone|cellphone|cellular|handphone|di dong|so di dong|dtdd|mobilephone|mobile phone number|cell number|cell phone number',
  fax: 'fax|fax number|fax no|so fax',
  website:
    'website|web|url|web site|web page|homepage|home page|web address|link|site|trang web|dia chi web|duong dan|website url|web url|web site url|website value',
  uuid: 'uuid|guid',
  issuekey: 'issue key|key|ticket key',
  id: 'id|identifier|ident|dinh danh|khoa',
  number: 'number|no|num|nr|nbr|so',
  code: 'code|ma|ma so',
  sequence: 'row number|serial|serial no|serial number|line no|line number|stt|so thu tu|thu tu',
  name: 'name|ten|ten goi',
  fullname:
    'full name|fullname|complete name|person name|ho ten|ho va ten|ten day du|complete name|display name|contact full name',
  firstname: 'first name|firstname|fname|given name|forename|christian name|ten rieng|ten goi rieng|first|given',
  lastname: 'last name|lastname|lname|surname|family name|ho|ten ho|ho dem|ho lot|ho va ten dem|last|family',
  middlename: 'middle name|middle initial|ten dem|ten lot',
  nickname: 'nickname|alias|username|user name|login|biet danh|ten dang nhap',
  salutation: 'salutation|honorific|prefix|danh xung|xung ho',
  gender: 'gender|sex|gioi tinh',
  birthday: 'birth|birthday|birth date|birthdate|date of birth|dob|born|born on|ngay sinh|sinh ngay|birthday date',
  age: 'age|tuoi',
  jobtitle:
    'job title|position|role|job|occupation|profession|chuc vu|chuc danh|nghe nghiep|vi tri|job role|organization title|organisation title',
  department: 'department|dept|division|team|phong ban|bo phan|phong|organization department',
  company:
    'company|company name|organisation|organization|org|organisation name|organization name|employer|business name|firm|corporation|cong ty|cty|ten cong ty|doanh nghiep|to chuc|don vi cong tac|account name|business unit name',
  customer: 'customer|client|buyer|customer name|client name|khach hang|khach|ten khach hang|nguoi mua|kh|ten kh',
  supplier: 'supplier|vendor|seller|supplier name|vendor name|nha cung cap|ncc|ten nha cung cap|nguoi ban',
  employee: 'employee|staff|worker|employee name|nhan vien|ten nhan vien|nv|employee full name',
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
  street: 'street|street address|street name|road|address line 1|duong|ten duong|pho|mailing street',
  housenumber: 'house number|house no|street number|building number|so nha',
  city: 'city|town|municipality|locality|city name|thanh pho|tp|tinh thanh|thi xa|tinh thanh pho',
  district: 'district|county|borough|quan|huyen|quan huyen',
  ward: 'ward|commune|phuong|xa|phuong xa',
  state:
    'state|province|region|state province|tinh|vung|khu vuc|mien|state province code|province state|prefecture|province code|state code|state region',
  postcode:
    'postcode|post code|postal code|zip|zip code|zipcode|plz|ma buu dien|ma buu chinh|buu chinh|zip postal code|zip or postal code',
  country: 'country|country name|nation|quoc gia|nuoc|dat nuoc|country region|country code',
  latitude: 'latitude|lat|vi do',
  longitude: 'longitude|lng|lon|kinh do',

  order: 'order|purchase order|sales order|po|so order|don hang|don dat hang|don|dat hang|ddh',
  invoice: 'invoice|bill|hoa don|hd',
  receipt: 'receipt|bien lai|bien nhan',
  contract: 'contract|agreement|hop dong',
  payment: 'payment|financial|thanh toan',
  delivery:
    'delivery|shipping|shipment|ship|shipped|delivered|dispatch|giao|giao hang|van chuyen|ship to|shipping to|dispatched|fulfillment|fulfilment|deliver to',
  return: 'return|returned|refund|tra hang|hoan tien',
  status: 'status|order status|tinh trang|trang thai',
  stage: 'stage|phase|giai doan',
  newsletter: 'newsletter|news letter|subscribed|subscription|opt in|nhan tin|nhan ban tin|ban tin|dang ky nhan tin',
  visit: 'visit|so lan ghe|luot ghe|so lan den|lan ghe',
  channel: 'channel|sales channel|kenh|nguon',

  product:
    'product|item|article|goods|product name|item name|article name|san pham|sp|hang hoa|mat hang|ten san pham|ten hang|ten hang hoa|ten sp|lineitem name|line item name|line item|lineitem|item title',
  sku: 'sku|product code|item code|article number|article no|item number|item no|part number|part no|product id|product number|ma san pham|ma hang|ma sp|ma hang hoa|lineitem sku|variant sku|article code|internal reference',
  barcode: 'barcode|ean|upc|gtin|ma vach|variant barcode',
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
  quantity:
    'quantity|qty|quant|pieces|pcs|units|count|so luong|sl|lineitem quantity|item quantity|quantity purchased|quantity ordered',
  stock:
    'stock|on hand|in stock|inventory|stock level|ton kho|ton|inventory qty|inventory quantity|quantity on hand|qty on hand|stock quantity|variant inventory qty',
  warehouse: 'warehouse|store|depot|kho|kho hang|cua hang',
  quality: 'quality|chat luong',

  price:
    'price|rate|gia|gia ban|sales price|selling price|regular price|list price|retail price|sale price|variant price',
  unitprice:
    'unit price|price per unit|price each|don gia|gia don vi|lineitem price|unit amount|item price|unit cost price',
  cost: 'cost|cost price|purchase price|gia von|gia nhap|gia mua|chi phi|cost per item|unit cost|buying price',
  amount: 'amount|amt|value|sum|so tien|thanh tien|tien|gia tri',
  total:
    'total|grand total|total amount|total price|total value|order total|invoice total|tong|tong cong|tong tien|tong so tien|tong gia tri',
  subtotal: 'subtotal|sub total|tam tinh|tien hang',
  tax: 'tax|vat|gst|sales tax|tax amount|vat amount|thue|thue gtgt|tien thue|gtgt|taxes',
  discount: 'discount|rebate|giam gia|chiet khau|ck|khuyen mai',
  balance: 'balance|so du|con lai|running balance|running bal|closing balance',
  debt: 'debt|owed|balance due|outstanding|amount due|cong no|con no|no phai thu',
  paid: 'paid|is paid|amount paid|da tra|da thanh toan|da thu|paid amount',
  revenue: 'revenue|turnover|sales|doanh thu|doanh so',
  profit: 'profit|margin|loi nhuan|lai',
  salary: 'salary|wage|pay|luong|tien luong',
  currency: 'currency|curr|currency code|ccy|tien te|loai tien|don vi tien te',
  percent: 'percent|percentage|pct|phan tram|ty le|ti le|share|ratio',
  creditlimit: 'credit limit|credit line|han muc|han muc tin dung|han muc no|han muc cong no',
  bank: 'bank|bank name|ngan hang|ten ngan hang',
  account: 'account|acct|tai khoan|tk',
  accountnumber: 'account number|account no|acct no|bank account|so tai khoan|stk|so tk',
  card: 'card|card number|card no|credit card|so the',

  date: 'date|day|ngay|ngay thang',
  time: 'time|hour|gio|thoi gian',
  month: 'month|thang',
  quarter: 'quarter|quy',
  year: 'year|yr|nam',
  start: 'start|begin|beginning|from|valid from|bat dau|tu ngay|tu',
  end: 'end|finish|until|to date|valid until|valid to|ket thuc|den ngay|den',
  due: 'due|due date|duedate|deadline|han|den han|han chot|ngay den han|han thanh toan|payment due',
  expiry: 'expiry|expires|expiry date|expiration|expiration date|best before|het han|ngay het han|han su dung|hsd',
  created:
    'created|created at|created on|creation date|date created|date added|added|ngay tao|tao luc|khoi tao|create date|created time|createdat|creation time|opened',
  updated:
    'updated|updated at|updated on|modified|last modified|last updated|changed|ngay cap nhat|cap nhat|ngay sua|last change|update date|modified date|last updated at|updatedat|modification date',
  hired:
    'hired|hire date|date hired|joined|join date|start of work|ngay vao lam|hiring date|date of hire|start of employment|employment start date',

  note: 'note|remark|comment|memo|ghi chu|luu y|chu thich|nhan xet',
  description: 'description|body|body html|desc|descr|detail|mo ta|dien giai|noi dung|chi tiet',
  title: 'title|heading|subject|summary|tieu de|chu de',
  tag: 'tag|keyword|tu khoa|nhan|label',
  active: 'active|enabled|is active|hoat dong|dang hoat dong',
  reference: 'reference|ref|reference number|reference no|ref no|tham chieu|so tham chieu|payment reference',
  file: 'file|attachment|document|tep|dinh kem|tai lieu',
  image: 'image|picture|photo|hinh|hinh anh|anh|image src|image url|photo url',
  death: 'death|date of death|died|died on|deceased|deceased on|ngay mat|ngay tu tran',
  address2: 'address line 2|address 2|street 2|dia chi 2',
  neighbourhood: 'neighbourhood|neighborhood|khu pho',
  place: 'location|place|office|workplace|site location|dia diem|noi lam viec',
  billing: 'billing|bill to|invoice to|billed to|thanh toan cho',
  home: 'home|private|personal|nha rieng',
  work: 'work|business|office work|cong viec',
  employeeid:
    'employee id|employee number|employee no|employee code|staff id|staff number|personnel number|personalnummer|personal nr|matricule|numéro d employé|número de empleado|matrícula|табельный номер|ma nhan vien|ma nv|msnv',
  owner: 'owner|account owner|contact owner|responsible|nguoi quan ly',
  assignee: 'assignee|assigned to|assigned|nguoi duoc giao|nguoi thuc hien',
  reporter: 'reporter|reported by|author|creator|created by|opened by|requester|nguoi tao|nguoi bao',
  priority: 'priority|urgency|uu tien|do uu tien',
  project: 'project|project name|du an|ten du an',
  issue: 'issue|ticket|task|bug|cong viec can lam',
  sprint: 'sprint|iteration',
  milestone: 'milestone|fix version|fix version s|target version|cot moc',
  resolution: 'resolution|outcome',
  closed: 'closed|closed at|closed on|resolved|resolved at|completed|completed at|done on|hoan thanh luc|ngay dong',
  cancelled: 'cancelled|canceled|cancelled at|cancellation date|huy|ngay huy',
  estimate: 'estimate|original estimate|time estimate|estimated time|uoc tinh',
  timespent: 'time spent|logged time|hours spent|time tracked',
  left: 'termination date|leaving date|exit date|date of leaving|left on|ngay nghi viec',
  hours: 'hours|hrs|so gio',
  weekly: 'weekly|per week|hang tuan',
  paymentmethod:
    'payment method|payment type|paid by|payment method title|method of payment|pay method|phuong thuc thanh toan|hinh thuc thanh toan',
  paymentterms: 'payment terms|terms|terms of payment|payment term|dieu khoan thanh toan',
  shippingcost:
    'shipping cost|shipping fee|shipping price|shipping amount|freight|postage|delivery fee|delivery cost|shipping charge|order shipping amount|phi giao hang|phi van chuyen|phi ship',
  shippingmethod:
    'shipping method|delivery method|shipping method title|carrier|ship via|versandart|mode de livraison|método de envío|forma de envio|配送方法|配送方式|способ доставки',
  tracking:
    'tracking number|tracking no|tracking code|tracking id|tracking|sendungsnummer|numéro de suivi|número de seguimiento|código de rastreio|трек номер|ma van don',
  coupon: 'coupon|coupon code|discount code|promo code|voucher|voucher code|ma giam gia',
  gross: 'gross|gross amount|gross total|incl tax|including tax',
  net: 'net|net amount|net total|excl tax|excluding tax|untaxed amount',
  fee: 'fee|fees|charge|charges|commission|phi|gebühr|gebühren|frais|comisión|tarifa|taxa|комиссия|手续费|手数料',
  debit: 'debit|withdrawal|money out|paid out|debit amount|withdrawals|ghi no|so tien ghi no|phat sinh no|rut ra',
  credit: 'credit|deposit|money in|paid in|credit amount|deposits|ghi co|so tien ghi co|phat sinh co|nop vao',
  transaction:
    'transaction|trans|txn|giao dich|transaktion|opération|transacción|transação|транзакция|операция|取引|交易',
  bookingdate:
    'booking date|posting date|posted date|post date|transaction date|date of transaction|ngay giao dich|ngay hach toan',
  valuedate: 'value date|effective date|ngay hieu luc|ngay gia tri',
  purpose: 'purpose|payment details|payment purpose|narrative|particulars|noi dung giao dich|noi dung chuyen khoan',
  transactiontype: 'transaction type|booking text|type of transaction|loai giao dich',
  counterparty: 'counterparty|counter party|partner|partner name|payee or payer|doi tac|doi ung',
  payee: 'payee|beneficiary|nguoi thu huong',
  recipient: 'recipient|recipient name|receiver|consignee|addressee|nguoi nhan|ten nguoi nhan',
  sender: 'sender|sender name|payer|remitter|nguoi gui|nguoi chuyen',
  bic: 'bic|swift|swift code|bic swift code|swift bic|bic code',
  iban: 'iban|kontonummer iban|iban number|partner iban',
  exchangerate:
    'exchange rate|fx rate|wechselkurs|kurs|taux de change|tipo de cambio|taxa de câmbio|курс|ty gia|汇率|為替レート',
  ownaccount: 'own account|auftragskonto|my account',
  lead: 'lead|lead source|original source|original traffic source|traffic source|acquisition source|leadquelle|source du lead|nguon khach|nguon khach hang',
  min: 'min|minimum|lowest|least|mindest|toi thieu|mínimo|最小|最低',
  max: 'max|maximum|highest|most|höchst|toi da|máximo|最大|最高',
  old: 'old|previous|former|before|alt|ancien|antiguo|anterior|cu|旧',
  new: 'new|current|after|neu|nouveau|nuevo|novo|moi|新',
  arrival: 'arrival|arrive|arrives|check in|checkin|ankunft|arrivée|llegada|chegada|到达|到着|den noi',
  departure: 'departure|depart|departs|check out|checkout|abfahrt|abflug|départ|salida|partida|出发|出発|khoi hanh',
  planned: 'planned|expected|scheduled|target|geplant|soll plan|prévu|previsto|预计|予定|du kien',
  actual: 'actual|real|effective|tatsächlich|ist|réel|实际|実績|thuc te',
  buy: 'buy|purchase|bought|ankauf|achat|compra|mua',
  sell: 'sell|sale|sold|verkauf|vente|venta|venda|ban',
  source: 'origin|from location|ursprung|origine|origen|origem|xuat phat',
  destination: 'destination|ziel|destino|diem den|目的地',
  parent: 'parent|parent id|übergeordnet',
  child: 'child|children|kind|enfant|hijo|filho',
  inbound: 'inbound|incoming|eingehend',
  outbound: 'outbound|outgoing|ausgehend',
  documentdate:
    'document date|doc date|voucher date|belegdatum|dokumentdatum|date de pièce|date du document|fecha de documento|data do documento|дата документа|ngay chung tu|单据日期|凭证日期|伝票日付',
  contraaccount:
    'contra account|offset account|offsetting account|counter account|gegenkonto|compte de contrepartie|contrapartida|cuenta contrapartida|tai khoan doi ung|对方科目|相手勘定科目|相手勘定',
  debitcredit:
    'debit credit|debit or credit|debit credit indicator|dr cr|cr dr|soll haben|soll haben kennzeichen|s h kennzeichen|sens|debe haber|借贷|借贷方向|借贷标志|贷借区分|貸借区分',
  taxkey: 'tax key|bu schlüssel|steuerschlüssel|steuercode|code tva|código de impuesto|税区分',
  costcenter:
    'cost center|cost centre|kostenstelle|kost|centre de coût|centre de coûts|centro de coste|centro de costos|centro de costo|centro de custo|центр затрат|мвз|trung tam chi phi|成本中心|原価部門|原価センタ',
  cashdiscount: 'cash discount|early payment discount|skonto|escompte|pronto pago',
  weeklyhours:
    'weekly hours|hours per week|hours week|working hours|wochenstunden|wochenarbeitszeit|arbeitszeit|heures hebdomadaires|horas semanales|horas semanais|часов в неделю|so gio moi tuan|周工时|週労働時間',
  vacation:
    'vacation days|vacation|annual leave|leave days|holiday entitlement|holidays left|urlaubstage|urlaub|urlaubsanspruch|congés|jours de congé|días de vacaciones|vacaciones|dias de férias|férias|отпуск|дни отпуска|ngay phep|so ngay phep|年假|年假天数|有給日数|有給残日数',
  reorder:
    'reorder level|reorder point|min stock|minimum stock|low stock threshold|low stock amount|safety stock|mindestbestand|meldebestand|seuil d alerte|stock minimum|stock minimal|stock mínimo|estoque mínimo|минимальный остаток|мин остаток|ton toi thieu|安全库存|最低库存|库存下限|安全在庫|発注点',
  phoneticname:
    'name reading|phonetic name|furigana|kana|pronunciation|フリガナ|ふりがな|カナ|氏名カナ|読み仮名|よみがな|拼音|姓名拼音',
  specification:
    'specification|specifications|spec|specs|technical data|spezifikation|technische daten|caractéristiques|especificación|especificaciones|especificação|характеристика|характеристики|quy cach|thong so|规格|规格型号|规格参数|仕様|規格',
  danwei: '单位|單位',
  basesalary:
    'base salary|basic salary|basic pay|base pay|grundgehalt|salaire de base|salario base|sueldo base|salário base|оклад|luong co ban|luong cb|基本工资|底薪|基本給',
  allowance:
    'allowance|allowances|zulage|zulagen|indemnité|primes|complemento salarial|adicionais|надбавка|phu cap|tro cap|补贴|津贴|手当|諸手当',
  ordercount:
    'order count|orders count|number of orders|total orders|anzahl bestellungen|nombre de commandes|número de pedidos|кол во заказов|количество заказов|so don hang da dat|订单数|注文数|注文回数',
  employeecount:
    'number of employees|no of employees|employee count|employees count|company size|headcount|anzahl mitarbeiter|mitarbeiterzahl|effectif|nombre d employés|número de empleados|número de funcionários|численность|so nhan vien|员工人数|員工人數|従業員数|社員数',
  repository: 'repository|repo|repository name|repo name',
  assetlocation:
    'bin|bin location|shelf|rack|storage location|storage bin|lagerplatz|stellplatz|regal|emplacement|ubicación almacén|ячейка|vi tri kho|ke hang|库位|货位|储位|棚番|ロケーション',
  industry:
    'industry|sector|line of business|branche|secteur|secteur d activité|sector de actividad|setor de atividade|отрасль|nganh nghe|linh vuc|行业|所属行业|業種|業界',
  totalspent:
    'total spent|total spend|lifetime value|ltv|customer lifetime value|lifetime spend|gesamtumsatz kunde|tong chi tieu|累计消费|累计消费金额|累計購入金額',
  probability:
    'probability|win probability|likelihood|wahrscheinlichkeit|probabilité|probabilidad|probabilidade|вероятность|xac suat|概率|赢率|確度',
  lastactivity:
    'last activity|last activity date|last contacted|last contact|last contact date|letzter kontakt|letzte aktivität|dernier contact|dernière activité|último contacto|último contato|последний контакт|lien he gan nhat|最后联系时间|最近联系|最終接触日',
  religion: 'religion|konfession|ton giao',
  maritalstatus:
    'marital status|civil status|familienstand|situation familiale|état civil|estado civil|семейное положение|tinh trang hon nhan|婚姻状况|婚姻|婚姻状態|配偶者有無',
  education:
    'education|degree|qualification|ausbildung|abschluss|bildungsabschluss|diplôme|formation|niveau d études|estudios|formación|titulación|escolaridade|formação|образование|hoc van|trinh do|trinh do hoc van|bang cap|学历|学位|最終学歴|学歴',
  socialinsurance:
    'social insurance number|social security no|insurance number|sozialversicherungsnummer|sv nummer|svnr|numéro de sécurité sociale|n ss|nss|seguridad social|número de seguridad social|pis|снилс номер|so bhxh|ma so bhxh|bhxh|社保号|社会保障号|雇用保険番号',
  bonus:
    'bonus|premium pay|prämie|bonuszahlung|prime annuelle|bonificación|bônus|премия|thuong|tien thuong|奖金|绩效奖金|賞与',
  assistant: 'assistant|secretary',
  spouse: 'spouse|partner spouse|husband|wife|ehepartner|conjoint|cónyuge|cônjuge|配偶者|配偶',
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
  ['category', 'type', 0.7],
  ['account', 'accountnumber', 0.84],
  ['postcode', 'code', 0.6],
  ['reference', 'number', 0.7],
  ['quantity', 'stock', 0.66],
  ['address', 'street', 0.74],
  ['state', 'district', 0.6],
  ['due', 'expiry', 0.66],
  ['delivery', 'address', 0.5],
  ['billing', 'invoice', 0.85],
  ['work', 'company', 0.82],
  ['contact', 'customer', 0.66],
  ['net', 'subtotal', 0.84],
  ['gross', 'total', 0.84],
  ['counterparty', 'recipient', 0.74],
  ['counterparty', 'payee', 0.8],
  ['counterparty', 'sender', 0.7],
  ['counterparty', 'fullname', 0.62],
  ['counterparty', 'name', 0.66],
  ['payee', 'recipient', 0.85],
  ['purpose', 'description', 0.8],
  ['purpose', 'reference', 0.74],
  ['purpose', 'note', 0.66],
  ['bookingdate', 'date', 0.84],
  ['valuedate', 'date', 0.6],
  ['transactiontype', 'type', 0.86],
  ['iban', 'accountnumber', 0.84],
  ['iban', 'account', 0.66],
  ['employeeid', 'id', 0.7],
  ['employeeid', 'number', 0.66],
  ['jobtitle', 'title', 0.74],
  ['salutation', 'title', 0.76],
  ['academictitle', 'title', 0.8],
  ['product', 'title', 0.7],
  ['product', 'name', 0.72],
  ['customer', 'name', 0.62],
  ['tag', 'category', 0.62],
  ['status', 'state', 0.7],
  ['owner', 'assignee', 0.78],
  ['owner', 'manager', 0.66],
  ['owner', 'salesperson', 0.72],
  ['note', 'purpose', 0.66],
  ['description', 'title', 0.6],
  ['closed', 'resolution', 0.6],
  ['brand', 'supplier', 0.66],
  ['price', 'cost', 0.6],
  ['place', 'address', 0.6],
  ['place', 'warehouse', 0.7],
  ['place', 'city', 0.6],
  ['shippingcost', 'delivery', 0.82],
  ['paymentmethod', 'payment', 0.78],
  ['tax', 'percent', 0.5],
  ['lastname', 'name', 0.6],
  ['creditlimit', 'credit', 0.6],
  ['coupon', 'discount', 0.66],
  ['fee', 'cost', 0.66],
  ['reporter', 'created', 0.5],
  ['year', 'date', 0.5],
  ['neighbourhood', 'district', 0.82],
  ['hired', 'start', 0.7],
  ['left', 'end', 0.7],
  ['time', 'date', 0.66],
  ['issuekey', 'id', 0.7],
  ['issuekey', 'number', 0.66],
  ['issue', 'issuekey', 0.6],
  ['sku', 'code', 0.74],
  ['sku', 'id', 0.6],
  ['taxnumber', 'nationalid', 0.66],
  ['taxnumber', 'tax', 0.6],
  ['card', 'accountnumber', 0.6],
  ['documentdate', 'date', 0.84],
  ['documentdate', 'bookingdate', 0.7],
  ['transactiontype', 'purpose', 0.62],
  ['revenue', 'amount', 0.7],
  ['cashdiscount', 'discount', 0.74],
  ['specification', 'size', 0.84],
  ['specification', 'model', 0.84],
  ['danwei', 'unit', 0.8],
  ['danwei', 'company', 0.82],
  ['basesalary', 'salary', 0.84],
  ['reference', 'sku', 0.66],
  ['assetlocation', 'place', 0.82],
  ['assetlocation', 'warehouse', 0.66],
  ['project', 'repository', 0.74],
  ['employeecount', 'size', 0.6],
  ['lastactivity', 'updated', 0.66],
  ['socialinsurance', 'nationalid', 0.66],
  ['weeklyhours', 'hours', 0.74],
];

/** Ideas of which one is never meant by the other: headings that differ in them are different columns, however alike the rest is. */
const OPPOSITES: readonly (readonly string[])[] = [
  ['start', 'end'],
  ['birthday', 'death'],
  ['created', 'updated', 'closed', 'cancelled'],
  ['hired', 'left'],
  ['billing', 'delivery'],
  ['billing', 'shippingcost'],
  ['home', 'work'],
  ['sender', 'recipient'],
  ['debit', 'credit'],
  ['gross', 'net'],
  ['subtotal', 'gross'],
  ['bookingdate', 'valuedate'],
  ['min', 'max'],
  ['old', 'new'],
  ['arrival', 'departure'],
  ['planned', 'actual'],
  ['buy', 'sell'],
  ['source', 'destination'],
  ['parent', 'child'],
  ['inbound', 'outbound'],
  ['firstname', 'lastname', 'middlename'],
  ['customer', 'supplier'],
  ['assignee', 'reporter'],
  ['latitude', 'longitude'],
  ['height', 'width', 'length'],
  ['cost', 'unitprice'],
  ['due', 'paid'],
];

/** Words that say nothing by themselves. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    'of the a an and or for in on at by is your our my please enter cua va cac nhung la theo cho ' +
    'der die das des den dem und im zum zur le la les de d et el los las del da do dos das e o os и в на'
  ).split(' '),
);

/** Ideas that nearly every table has: sharing only these says little. */
export const WEAK_CONCEPTS: ReadonlySet<string> = new Set(
  'name number code id date time type status note start end created updated total amount'.split(' '),
);

const byPhrase = new Map<string, string>();
/** The same by the singular of each word. */
const bySingular = new Map<string, string>();
let longest = 1;
let longestEastAsian = 1;
// A word of two languages keeps the idea of the first list that has it.
for (const list of [CONCEPTS, EUROPEAN, EAST_ASIAN]) {
  for (const [concept, phrases] of Object.entries(list)) {
    for (const phrase of phrases.split('|')) {
      const words = phrase.split(' ').map(normaliseHeading);
      longest = Math.max(longest, words.length);
      const text = words.join('');
      if (list === EAST_ASIAN) longestEastAsian = Math.max(longestEastAsian, text.length);
      if (!byPhrase.has(text)) byPhrase.set(text, concept);
      const single = words.map(singular).join('');
      if (!bySingular.has(single)) bySingular.set(single, concept);
    }
  }
}

/** The most letters of a Chinese or Japanese word of the dictionary. */
export const LONGEST_EAST_ASIAN: number = longestEastAsian;

/** German words of which others are made: `Rechnung` and `Nummer` in `Rechnungsnummer`. */
const COMPOUND_PARTS: ReadonlySet<string> = new Set(
  (
    'kunde kunden rechnung bestell bestellung auftrag liefer lieferung artikel produkt projekt vertrag zahlung beleg konto mitarbeiter firma ' +
    'firmen personal lieferanten lieferant nummer datum name adresse nr status betrag preis menge code id typ art gruppe kategorie ort ' +
    'strasse straße land stadt telefon fax mail email summe wert steuer rabatt einheit gewicht zeit tag monat jahr ende beginn start end ' +
    'brutto netto gesamt einzel einkauf einkaufs verkauf verkaufs rechnungs versand buchung umsatz lager bestand bank geburt geburts privat ' +
    'anschrift text bezeichnung gruppen kosten steuer haus firmen ansprechpartner'
  ).split(' '),
);

/** Whether a word, written as `normaliseHeading` leaves it, is one of which German compounds are made. */
export function isPartOfCompound(word: string): boolean {
  return COMPOUND_PARTS.has(word);
}

/** The most words that one idea is said in. */
export const LONGEST_PHRASE: number = longest;

/** The idea that some words stand for, each written as `normaliseHeading` leaves it; as they are, else by their singular. */
export function conceptOf(words: readonly string[]): string | undefined {
  return byPhrase.get(words.join('')) ?? bySingular.get(words.map(singular).join(''));
}

const nearness = new Map(NEAR.flatMap(([a, b, how]) => [[`${a} ${b}`, how] as const, [`${b} ${a}`, how] as const]));

/** How surely one idea is meant by another: 1 for the same, 0 for two that have nothing to do with each other. */
export function nearnessOf(a: string, b: string): number {
  return a === b ? 1 : (nearness.get(`${a} ${b}`) ?? 0);
}

const opposites = new Set(
  OPPOSITES.flatMap((group) => group.flatMap((a) => group.filter((b) => b !== a).map((b) => `${a} ${b}`))),
);

/** Whether two ideas exclude each other, as start and end do. */
export function areOpposite(a: string, b: string): boolean {
  return opposites.has(`${a} ${b}`);
}
