/** The keys of all texts, and the values that each text asks for. A wrong key or a missing value does not build. */
import type { en } from './en/index.ts';

/** A key without the form that `count` decides. */
type WithoutForm<Key extends string> = Key extends `${infer Base}_one`
  ? Base
  : Key extends `${infer Base}_other`
    ? Base
    : Key extends `${infer Base}_zero`
      ? Base
      : Key;

/** `[key, text, forms]` of each text below some texts. */
type Entry<T, Path extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string
    ? [`${Path}${WithoutForm<Key>}`, T[Key], WithoutForm<Key> extends Key ? never : 'count']
    : Entry<T[Key], `${Path}${Key}.`>;
}[keyof T & string];

type Entries = Entry<typeof en>;
type TextByKey = { [E in Entries as E[0]]: E[1] };
type CountByKey = { [E in Entries as E[0]]: E[2] };

export type TextKey = keyof TextByKey;

/** The names between the brackets of a text. */
type Names<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Names<Rest> : never;

/** What the texts of a key, or of one of several keys, ask for. */
type Wanted<Key extends TextKey> = {
  [Name in Names<TextByKey[Key]> | CountByKey[Key] as Name extends `${infer Bare}, number` ? Bare : Name]: Name extends
    | 'count'
    | `${string}, number`
    ? number
    : string | number;
};

export type TextValues<Key extends TextKey> = [keyof Wanted<Key>] extends [never]
  ? [values?: Readonly<Record<string, unknown>>]
  : [values: Readonly<Wanted<Key>>];
