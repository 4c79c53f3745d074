/** The language of the screens: the one chosen before, else the browser's, else English. */
import type { Language } from '@sheetport/contract';
import { makeTranslation, type Texts, type Translation } from './translate.ts';

export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', vi: 'Tiếng Việt' };

const STORAGE_KEY = 'sheetport-language';

function isLanguage(text: string | null | undefined): text is Language {
  return text != null && Object.hasOwn(LANGUAGES, text);
}

function pickLanguage(): Language {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY);
    if (isLanguage(chosen)) return chosen;
  } catch {
    // Storage is off: ask the browser.
  }
  for (const preferred of navigator.languages) {
    const language = preferred.slice(0, 2).toLowerCase();
    if (isLanguage(language)) return language;
  }
  return 'en';
}

/** Where all texts are needed, or only those of the home page and of what stands around all pages. */
type Part = 'first' | 'all';

/** Each language is a chunk of its own: nobody loads texts they do not read. */
const LOADERS: Readonly<Record<Language, (part: Part) => Promise<Texts>>> = {
  en: async (part) => (part === 'first' ? (await import('./en/first.ts')).first : (await import('./en/index.ts')).en),
  vi: async (part) => {
    const [texts, { viErrors }] = await Promise.all([
      part === 'first'
        ? import('./vi/first.ts').then(({ first }) => first)
        : import('./vi/index.ts').then(({ vi }) => vi),
      import('./vi/error-codes.ts'),
    ]);
    return { ...texts, errors: viErrors };
  },
};

/** What is loaded of each language. */
const loaded = new Map<Language, Part>();
const texts: Record<Language, Texts> = { en: {}, vi: {} };
const translations: Record<Language, Translation> = {
  en: makeTranslation('en', () => texts.en),
  vi: makeTranslation('vi', () => texts.vi),
};

/** All texts take the place of the first ones, which are among them: nothing that is shown changes. */
async function addTexts(language: Language, part: Part): Promise<void> {
  if (loaded.get(language) === 'all' || loaded.get(language) === part) return;
  const added = await LOADERS[language](part);
  // All may have come meanwhile, when the first ones were asked for earlier.
  if (loaded.get(language) === 'all') return;
  texts[language] = added;
  loaded.set(language, part);
}

let language: Language = 'en';
let needed: Part = 'first';
const listeners = new Set<() => void>();

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The same object until the language changes. */
export const readTranslation = (): Translation => translations[language];

/** Loads the texts of all pages but the home page, which begins without them. */
export async function loadAllTexts(): Promise<void> {
  needed = 'all';
  await addTexts(language, 'all');
}

export async function startLanguage(): Promise<void> {
  language = pickLanguage();
  await addTexts(language, 'first');
  document.documentElement.lang = language;
}

/** Changes the language of the page, and remembers it. */
export async function changeLanguage(chosen: Language): Promise<void> {
  await addTexts(chosen, needed);
  language = chosen;
  for (const listener of listeners) listener();
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(STORAGE_KEY, chosen);
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
}
