/** Rules while they are typed: texts of fields, which may not make a rule yet. Pure. */
import {
  type Column,
  type ColumnChange,
  type ColumnType,
  type Rule,
  type RuleKind,
  type RuleViolation,
  ruleProblem,
  rulesFor,
} from '@sheetport/contract';

export interface Draft {
  kind: RuleKind;
  severity: 'error' | 'warning';
  /** One a line. */
  values: string;
  ignoreCase: boolean;
  pattern: string;
  min: string;
  max: string;
  table: string;
  column: string;
  create: boolean;
}

export function newDraft(kind: RuleKind): Draft {
  return {
    kind,
    severity: 'error',
    values: '',
    ignoreCase: false,
    pattern: '',
    min: '',
    max: '',
    table: '',
    column: '',
    create: false,
  };
}

/** A column's rules, those that the database holds among them. */
export function draftsOf(column: Column): Draft[] {
  const held: Rule[] = [
    ...(column.required ? [{ kind: 'required', severity: 'error' } as const] : []),
    ...(column.unique ? [{ kind: 'unique', severity: 'error' } as const] : []),
  ];
  return [...held, ...column.rules].map((rule) => ({
    ...newDraft(rule.kind),
    severity: rule.severity,
    ...(rule.kind === 'list' ? { values: rule.values.join('\n'), ignoreCase: rule.ignoreCase } : {}),
    ...(rule.kind === 'pattern' ? { pattern: rule.pattern } : {}),
    ...(rule.kind === 'length' || rule.kind === 'range'
      ? { min: String(rule.min ?? ''), max: String(rule.max ?? '') }
      : {}),
    ...(rule.kind === 'reference' ? { table: rule.table, column: rule.column, create: rule.create } : {}),
  }));
}

/** The kinds that a column does not have yet: one of each is enough. */
export function kindsLeft(type: ColumnType, drafts: readonly Draft[]): RuleKind[] {
  return rulesFor(type).filter((kind) => drafts.every((draft) => draft.kind !== kind));
}

/** The rule that a draft makes, or null while it makes none. */
export function ruleOf(draft: Draft, type: ColumnType): Rule | null {
  const rule = build(draft);
  return rule === null || ruleProblem(rule, type) !== null ? null : rule;
}

function build(draft: Draft): Rule | null {
  const { kind, severity } = draft;
  switch (kind) {
    case 'list': {
      const values = listed(draft.values);
      return values.length === 0 ? null : { kind, values, ignoreCase: draft.ignoreCase, severity };
    }
    case 'pattern':
      return draft.pattern === '' ? null : { kind, pattern: draft.pattern, severity };
    case 'length': {
      const [min, max] = [count(draft.min), count(draft.max)];
      return min === null || max === null ? null : { kind, ...given({ min, max }), severity };
    }
    case 'range': {
      const [min, max] = [draft.min, draft.max].map((text) => text.trim() || undefined);
      return { kind, ...given({ min, max }), severity };
    }
    case 'reference':
      return draft.table === '' || draft.column === ''
        ? null
        : { kind, table: draft.table, column: draft.column, create: draft.create, severity };
    default:
      return { kind, severity };
  }
}

/** The lines that hold anything, each once. */
export function listed(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

/** A whole number; undefined for an empty field, null for any other text. */
function count(text: string): number | undefined | null {
  const plain = text.trim();
  if (plain === '') return undefined;
  return /^\d{1,5}$/.test(plain) ? Number(plain) : null;
}

function given<T>({ min, max }: { min: T | undefined; max: T | undefined }): { min?: T; max?: T } {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** What to ask of the service, or the first draft that makes no rule yet. */
export function changeOf(
  column: Column,
  label: string,
  drafts: readonly Draft[],
): { change: ColumnChange; open: undefined } | { change: undefined; open: Draft } {
  const rules: Rule[] = [];
  for (const draft of drafts) {
    const rule = ruleOf(draft, column.type);
    if (rule === null) return { change: undefined, open: draft };
    rules.push(rule);
  }
  const isHeld = (kind: RuleKind) => rules.some((rule) => rule.kind === kind && rule.severity === 'error');
  const [required, unique] = [isHeld('required'), isHeld('unique')];
  const change: ColumnChange = {
    column: column.name,
    ...(label.trim() === column.label ? {} : { label: label.trim() }),
    ...(required === column.required ? {} : { required }),
    ...(unique === column.unique ? {} : { unique }),
    rules: rules.filter((rule) => !(rule.severity === 'error' && (rule.kind === 'required' || rule.kind === 'unique'))),
  };
  return { change, open: undefined };
}

/** What the service counted for a draft. */
export function violationOf(
  draft: Draft,
  column: string,
  violations: readonly RuleViolation[] | undefined,
): RuleViolation | undefined {
  return violations?.find((one) => one.column === column && one.kind === draft.kind && one.severity === draft.severity);
}
