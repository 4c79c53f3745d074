/** The types that hold the texts of all languages to the same keys. */
import type { counts } from './en/counts.ts';
import type { en } from './en/index.ts';

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type English = Texts<typeof en>;

/** The texts of a language that has no singular form: everything but the `_one` forms. */
export type WithoutSingular<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string
    ? string
    : WithoutSingular<T[K]>;
};

/** The texts under one key, in a language that has no singular form. */
export type TextsOf<K extends keyof English> = WithoutSingular<English[K]>;
export type CountTexts = WithoutSingular<Texts<typeof counts>>;
