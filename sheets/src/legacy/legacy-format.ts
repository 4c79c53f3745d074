import type { Format } from '../model.ts';

/** Formats that SheetJS reads, whole. */
export type LegacyFormat = Extract<Format, 'xls' | 'xlsb' | 'ods'>;

/** Whether a file of this format is read by SheetJS, and so in a process of its own. */
export function isLegacy(format: Format): format is LegacyFormat {
  return format === 'xls' || format === 'xlsb' || format === 'ods';
}
