/** A name without case, accents and punctuation: `Ngày đặt hàng`, `ngay_dat_hang` and `NGAY DAT-HANG` are one. */
export function plainName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
