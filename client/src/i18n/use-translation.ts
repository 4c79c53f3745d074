import { useSyncExternalStore } from 'react';
import { onLanguage, readTranslation } from './language.ts';
import type { Translation } from './translate.ts';

/** The texts of the language of the page, and another render when it changes. */
export function useTranslation(): Translation {
  return useSyncExternalStore(onLanguage, readTranslation);
}
