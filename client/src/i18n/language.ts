/** The language of the screens: the one chosen before, else the browser's, else English. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', vi: 'Tiếng Việt' } as const;
export type Language = keyof typeof LANGUAGES;

const STORAGE_KEY = 'sheetport-language';

function isLanguage(text: string | null | undefined): text is Language {
  return text === 'en' || text === 'vi';
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
async function loadTexts(language: Language, part: Part): Promise<Record<string, unknown>> {
  if (language === 'vi') {
    const [texts, { viErrors }] = await Promise.all([
      part === 'first'
        ? import('./vi/first.ts').then(({ first }) => first)
        : import('./vi/index.ts').then(({ vi }) => vi),
      import('./vi/error-codes.ts'),
    ]);
    return { ...texts, errors: viErrors };
  }
  return part === 'first' ? (await import('./en/first.ts')).first : (await import('./en/index.ts')).en;
}

/** What is loaded of each language. */
const loaded = new Map<Language, Part>();

async function addTexts(language: Language, part: Part): Promise<void> {
  if (loaded.get(language) === 'all' || loaded.get(language) === part) return;
  i18next.addResourceBundle(language, 'translation', await loadTexts(language, part), true, true);
  loaded.set(language, part);
}

let language: Language = 'en';
let needed: Part = 'first';

/** Loads the texts of all pages but the home page, which begins without them. */
export async function loadAllTexts(): Promise<void> {
  needed = 'all';
  await addTexts(language, 'all');
}

export async function startLanguage(): Promise<void> {
  language = pickLanguage();
  const texts = await loadTexts(language, 'first');
  loaded.set(language, 'first');
  await i18next.use(initReactI18next).init({
    lng: language,
    supportedLngs: Object.keys(LANGUAGES),
    // Every key exists in every language (the types see to it), so nothing ever falls back.
    fallbackLng: false,
    resources: { [language]: { translation: texts } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  });
  document.documentElement.lang = language;
}

/** Changes the language of the page, and remembers it. */
export async function changeLanguage(chosen: Language): Promise<void> {
  await addTexts(chosen, needed);
  language = chosen;
  await i18next.changeLanguage(chosen);
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(STORAGE_KEY, chosen);
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
}
