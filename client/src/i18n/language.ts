/** Which language the screens speak: the one chosen before, else the browser's, else English. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', vi: 'Tiếng Việt' } as const;
export type Language = keyof typeof LANGUAGES;

const REMEMBERED_AS = 'sheetport-language';

function isLanguage(text: string | null | undefined): text is Language {
  return text === 'en' || text === 'vi';
}

function pickLanguage(): Language {
  try {
    const chosen = localStorage.getItem(REMEMBERED_AS);
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

/** Each language is a chunk of its own: nobody loads words they do not read. */
async function loadWords(language: Language): Promise<Record<string, unknown>> {
  if (language === 'vi') {
    const [{ vi }, { viErrors }] = await Promise.all([import('./vi/index.ts'), import('./vi/error-codes.ts')]);
    return { ...vi, errors: viErrors };
  }
  return (await import('./en/index.ts')).en;
}

async function addWords(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await loadWords(language));
}

export async function startLanguage(): Promise<void> {
  const language = pickLanguage();
  const words = await loadWords(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    supportedLngs: Object.keys(LANGUAGES),
    // Every key exists in every language (the types see to it), so nothing ever falls back.
    fallbackLng: false,
    resources: { [language]: { translation: words } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  });
  document.documentElement.lang = language;
}

export async function speak(language: Language): Promise<void> {
  await addWords(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(REMEMBERED_AS, language);
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
}
