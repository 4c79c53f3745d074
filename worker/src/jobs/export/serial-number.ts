const DAY_MS = 86_400_000;
/** Day 0 of the 1900 date system, as it counts from March 1900 on. */
const EPOCH = Date.UTC(1899, 11, 30);

/** A day, a moment or a clock, in ISO style, as a serial number of a spreadsheet (ECMA-376 part 1 §18.17.4.1). NaN for another text. */
export function serialNumber(text: string): number {
  if (/^\d{2}:/.test(text)) return (Date.parse(`1970-01-01T${text}Z`) || 0) / DAY_MS;
  const [day, clock = '00:00'] = text.split(/[T ]/);
  return (Date.parse(`${day}T${clock}Z`) - EPOCH) / DAY_MS;
}
