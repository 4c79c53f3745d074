/** What is wrong with a pattern, in the words of the person. */
import type { PatternError } from '@sheetport/contract';
import type { Translate } from './translate.ts';

/** The types ask for every mark of every sentence. */
const UNNAMED = { most: '', least: '', mark: '', character: '' };

export function formatPatternError({ code, details }: PatternError, t: Translate): string {
  return t(`patterns.${code}`, { ...UNNAMED, ...details });
}
