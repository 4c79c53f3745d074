/** From the key of a text to the text, with its values filled in. Pure; `language.ts` says which texts are shown. */
import type { Language } from '@sheetport/contract';
import type { TextKey, TextValues } from './text-types.ts';

/** Texts by their key, in groups. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

/**
 * The text of a key in the language of the page.
 * A text holds `{{name}}`, or `{{name, number}}` for a number with the marks of the language. Where `count` decides the form, the key
 * stands without the form: `rows` for `rows_one` and `rows_other` (CLDR plural categories, and `zero` for none at all).
 */
export type Translate = <Key extends TextKey>(key: Key, ...values: TextValues<Key>) => string;

/** The texts of one language. */
export interface Translation {
  readonly t: Translate;
  readonly i18n: {
    readonly language: Language;
    /** The text of a key that is not known to exist. */
    find(key: string): string | undefined;
  };
}

/** @param readTexts gives the texts of the language, which can become more */
export function makeTranslation(language: Language, readTexts: () => Texts): Translation {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);

  function find(key: string): string | undefined {
    let at: string | Texts | undefined = readTexts();
    for (const part of key.split('.')) at = typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined;
    return typeof at === 'string' ? at : undefined;
  }

  function findForm(key: string, count: unknown): string | undefined {
    if (typeof count !== 'number') return find(key);
    return (count === 0 ? find(`${key}_zero`) : undefined) ?? find(`${key}_${plurals.select(count)}`) ?? find(key);
  }

  const t = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    (findForm(key, values.count) ?? key).replace(/\{\{(\w+)(, number)?\}\}/g, (_, name: string, number?: string) =>
      number ? numbers.format(values[name] as number) : String(values[name] ?? ''),
    );

  return { t: t as Translate, i18n: { language, find } };
}
