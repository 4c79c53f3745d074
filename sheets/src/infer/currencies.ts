/** Signs and codes of one currency (ISO 4217), so that `$5` and `USD 5` are one. */
const CODE_OF: Readonly<Record<string, string>> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₫': 'VND',
  đ: 'VND',
  '₩': 'KRW',
  '₹': 'INR',
  '₽': 'RUB',
  '₺': 'TRY',
  '₴': 'UAH',
  '₪': 'ILS',
  '₦': 'NGN',
  '₱': 'PHP',
  R$: 'BRL',
  zł: 'PLN',
  Kč: 'CZK',
  Ft: 'HUF',
};

/** The code of a currency that is written as a sign or as its code; what is not known stays as it is written. */
export function currencyCode(written: string): string {
  return CODE_OF[written] ?? written;
}
