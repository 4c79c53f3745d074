import { type Column, hasDay, isMoment, isNumber, type ResolvedRule, type Rule } from '@sheetport/contract';
import type ExcelJS from 'exceljs';
import type { TemplateWords } from './template-texts.ts';

/** The last row that a template's checks reach: some programs make an object of every cell of a checked range. */
export const LAST_ROW = 10_001;
/** Excel, "Data validation": what may stand in a list that is written in the rule itself, and in a message. */
const MAX_INLINE_CHARACTERS = 255;
const MAX_TITLE_CHARACTERS = 32;
const MAX_TEXT_CHARACTERS = 255;

/** A column of a template, as far as Excel can check it. */
export interface TemplateColumn {
  column: Column;
  letter: string;
  isKey: boolean;
  rules: readonly ResolvedRule[];
  /** Values of a drop-down; `whole` where there are no others. */
  values?: { texts: readonly string[]; whole: boolean };
}

/** Puts values on the hidden sheet. Out: the range, as a formula has it. */
export type PutList = (values: readonly string[], type: Column['type']) => string;

/**
 * The one check that Excel allows for a cell, the one that helps most: a drop-down, else the bounds of a number, a date or a
 * length, else the form, else that no value is there twice. What Excel cannot check, the import does.
 */
export function validate(one: TemplateColumn, words: TemplateWords, putList: PutList): ExcelJS.DataValidation {
  const { check, of } = choose(one, words, putList);
  const sentences = describe(one, words);
  const strict = of === undefined || of.severity === 'error';
  return {
    ...check,
    allowBlank: !isRequired(one),
    showInputMessage: true,
    promptTitle: cut(one.column.label, MAX_TITLE_CHARACTERS),
    prompt: cut(sentences.join(' '), MAX_TEXT_CHARACTERS),
    showErrorMessage: check.type !== 'any' && offersAll(one, of),
    errorStyle: strict && of?.kind !== 'unique' ? 'stop' : 'warning',
    errorTitle: cut(words.wrong, MAX_TITLE_CHARACTERS),
    error: cut(sentences.join(' '), MAX_TEXT_CHARACTERS),
  } as ExcelJS.DataValidation;
}

/** A drop-down that does not hold every value that may come must not refuse the others. */
function offersAll({ values }: TemplateColumn, of: Rule | undefined): boolean {
  if (of?.kind !== 'reference') return true;
  return values?.whole === true && !of.create;
}

export function isRequired({ column, isKey }: TemplateColumn): boolean {
  return column.required || isKey;
}

/** A column's rules in words, each a sentence. */
export function describe({ column, isKey, rules }: TemplateColumn, words: TemplateWords): string[] {
  const names = ({ details }: ResolvedRule) => ({
    table: String(details.table ?? ''),
    column: String(details.column ?? ''),
  });
  return [
    `${words.types[column.type]}.`,
    ...(column.required || isKey ? [words.required] : []),
    ...(isKey ? [words.key] : []),
    ...(column.unique ? [words.unique] : []),
    ...rules.map((rule) => {
      const sentence = words.rule(rule.rule, names(rule));
      return rule.severity === 'warning' ? `${sentence} ${words.onlyWarns}` : sentence;
    }),
  ];
}

/** `any`, which checks nothing and only says what is wanted, and `time` are missing in ExcelJS's types. */
type Check = { type: ExcelJS.DataValidation['type'] | 'any' | 'time'; formulae?: unknown[]; operator?: string };
type Choice = { check: Check; of?: Rule };

function choose(one: TemplateColumn, words: TemplateWords, putList: PutList): Choice {
  const { column, rules, letter } = one;
  const find = (...kinds: Rule['kind'][]) => rules.find(({ rule }) => kinds.includes(rule.kind))?.rule;
  const listed = find('list', 'reference');
  if (one.values && one.values.texts.length > 0) {
    // Excel heeds the case of letters in a list that is written in the rule, and not in one that is in cells.
    const folds = listed?.kind === 'list' && listed.ignoreCase;
    const inline =
      listed?.kind === 'reference' || folds || column.type !== 'text' ? undefined : inlineList(one.values.texts);
    const check: Check = { type: 'list', formulae: [inline ?? putList(one.values.texts, column.type)] };
    return listed ? { check, of: listed } : { check };
  }
  if (column.type === 'boolean') return { check: { type: 'list', formulae: [`"${words.yes},${words.no}"`] } };
  const range = find('range');
  if (isNumber(column.type)) {
    const type = column.type === 'integer' ? 'whole' : 'decimal';
    const bounds = range?.kind === 'range' ? range : { min: undefined, max: undefined };
    return {
      check: compared(type, numberOf(bounds.min), numberOf(bounds.max)) ?? {
        type,
        operator: 'between',
        formulae: EVERY_NUMBER,
      },
      ...(range ? { of: range } : {}),
    };
  }
  if (isMoment(column.type)) {
    const bounds = range?.kind === 'range' ? range : { min: undefined, max: undefined };
    const [min, max] = [bounds.min, bounds.max].map((bound) => (bound === undefined ? bound : dateOf(String(bound))));
    // Excel's check for times takes the fraction of a day.
    if (!hasDay(column.type)) {
      const [from, to] = [min ?? DAY_ZERO, max].map((time) => time && (time.getTime() - DAY_ZERO.getTime()) / DAY_MS);
      const check = { type: 'time' as const, operator: 'between', formulae: [from, to ?? LAST_FRACTION] };
      return { check, ...(range ? { of: range } : {}) };
    }
    return {
      check: compared('date', min, max) ?? {
        type: 'date',
        operator: 'greaterThanOrEqual',
        formulae: [new Date(Date.UTC(1900, 0, 1))],
      },
      ...(range ? { of: range } : {}),
    };
  }
  const length = find('length');
  if (length?.kind === 'length') return { check: compared('textLength', length.min, length.max)!, of: length };
  const form = find('email', 'url', 'uuid');
  if (form) return { check: { type: 'custom', formulae: [formFormula(form.kind, `${letter}2`)] }, of: form };
  const once = find('unique') ?? (column.unique ? ONCE : undefined);
  if (once) {
    const all = `$${letter}$2:$${letter}$${LAST_ROW}`;
    return { check: { type: 'custom', formulae: [`COUNTIF(${all},${letter}2)=1`] }, of: once };
  }
  return { check: { type: 'any' } };
}

/** COUNTIF takes digits beyond the 15th for the same and `*` for anything, so it may only warn. */
const ONCE: Rule = { kind: 'unique', severity: 'warning' };
const EVERY_NUMBER = [-9.99e307, 9.99e307];

function compared(type: Check['type'], min: unknown, max: unknown): Check | undefined {
  if (min !== undefined && max !== undefined) return { type, operator: 'between', formulae: [min, max] };
  if (min !== undefined) return { type, operator: 'greaterThanOrEqual', formulae: [min] };
  return max === undefined ? undefined : { type, operator: 'lessThanOrEqual', formulae: [max] };
}

function numberOf(bound: string | number | undefined): number | undefined {
  return bound === undefined ? undefined : Number(bound);
}

/** Day 0 of Excel's calendar, which a time of day is on. */
const DAY_ZERO = new Date(Date.UTC(1899, 11, 30));
const DAY_MS = 86_400_000;
/** The last microsecond of a day. */
const LAST_FRACTION = 0.999999999988;

/** A moment by the clock that the workbook shows, which has no time zone. In: a day, a time of day, or both. */
export function dateOf(text: string): Date {
  if (/^\d\d:/.test(text)) return new Date(`1899-12-30T${text}Z`);
  return new Date(text.length === 10 ? `${text}T00:00:00Z` : `${text.replace(' ', 'T')}Z`);
}

/** A list in the rule itself, where it is short and has no mark that would part it otherwise. */
function inlineList(values: readonly string[]): string | undefined {
  const text = values.join(',');
  const plain = values.every((value) => value === value.trim() && !/[,"\r\n]/.test(value));
  return plain && text.length <= MAX_INLINE_CHARACTERS ? `"${text}"` : undefined;
}

function formFormula(kind: Rule['kind'], cell: string): string {
  if (kind === 'email') return `AND(ISNUMBER(SEARCH("?@?*.?",${cell})),ISERROR(FIND(" ",${cell})))`;
  if (kind === 'url') return `OR(LEFT(LOWER(${cell}),7)="http://",LEFT(LOWER(${cell}),8)="https://")`;
  return `AND(LEN(${cell})=36,MID(${cell},9,1)="-",MID(${cell},14,1)="-",MID(${cell},19,1)="-",MID(${cell},24,1)="-")`;
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > length - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
