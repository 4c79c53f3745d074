/** Rules as the tables of Postgres check them: without ids, without labels, with every form as an expression of Postgres. */
import { AppError } from '../errors/app-error.ts';
import type { IssueCode } from '../errors/issue-codes.ts';
import { formOf, type IssueDetails, issueDetails, type Rule, type Severity } from './rules.ts';

/** A table that a rule refers to, as the service's records have it. */
export interface RuledTable {
  schema: string;
  relationName: string;
  name: string;
  columns: readonly { name: string; label: string; rules?: readonly Rule[] }[];
}

/** What a column's values must be, beyond what the table itself holds. Null is wrong for `required` alone. */
export type RuleCheck =
  | { kind: 'required' }
  | { kind: 'unique' }
  | { kind: 'list'; values: readonly string[]; ignoreCase?: boolean }
  /** One of PostgreSQL's advanced regular expressions, which must say itself where it begins and ends. */
  | { kind: 'form'; regex: string; code: 'wrong_form' | 'not_email' | 'not_url' | 'not_uuid' }
  | { kind: 'length'; min?: number | undefined; max?: number | undefined }
  /** Bounds as Postgres reads them. */
  | { kind: 'range'; min?: string | undefined; max?: string | undefined }
  | RuleReference;

export interface RuleReference {
  kind: 'reference';
  to: { schema: string; name: string; column: string };
  /** Rows for values that are missing are made there, with nothing but the value. */
  create: boolean;
  /** What a value must be there; one that is not is not made. */
  rules?: readonly RuleCheck[];
}

/** A rule of a column, by the column's name. `error`: the row is a reject. `warning`: it is imported and counted. */
export interface TableRule {
  column: string;
  severity: Severity;
  check: RuleCheck;
}

/** Why a value violates a rule. */
export type RuleCode = Extract<
  IssueCode,
  | 'required'
  | 'not_in_list'
  | 'wrong_form'
  | 'not_email'
  | 'not_url'
  | 'not_uuid'
  | 'longer_than'
  | 'shorter_than'
  | 'less_than'
  | 'more_than'
  | 'earlier_than'
  | 'later_than'
  | 'not_referenced'
  | 'value_repeated'
  | 'value_taken'
>;

/** A column's rule in this form, with what sentences about it name. */
export interface ResolvedRule extends TableRule {
  rule: Rule;
  details: IssueDetails;
}

/** The ids of the tables that rules refer to. */
export function referencedTables(columns: readonly { rules?: readonly Rule[] | undefined }[]): string[] {
  const ids = columns.flatMap(({ rules = [] }) =>
    rules.flatMap((rule) => (rule.kind === 'reference' ? [rule.table] : [])),
  );
  return [...new Set(ids)];
}

/**
 * All rules of a table's columns, in the order of the columns.
 * @param tables those that `referencedTables` names, by id
 * @throws AppError `invalid_rule` where a table or column that a rule refers to is no longer there
 */
export function resolveRules(
  columns: readonly { name: string; label: string; rules?: readonly Rule[] | undefined }[],
  tables: ReadonlyMap<string, RuledTable>,
): ResolvedRule[] {
  return columns.flatMap(({ name, label, rules = [] }) =>
    rules.map((rule): ResolvedRule => {
      if (rule.kind !== 'reference')
        return { column: name, severity: rule.severity, check: plainCheck(rule), rule, details: issueDetails(rule) };
      const table = tables.get(rule.table);
      const column = table?.columns.find((candidate) => candidate.name === rule.column);
      if (!table || !column)
        throw new AppError('invalid_rule', { column: label, detail: 'the table or column that it refers to is gone' });
      return {
        column: name,
        severity: rule.severity,
        check: {
          kind: 'reference',
          to: { schema: table.schema, name: table.relationName, column: column.name },
          create: rule.create,
          rules: (column.rules ?? []).flatMap((other) =>
            other.severity === 'error' && other.kind !== 'reference' ? [plainCheck(other)] : [],
          ),
        },
        rule,
        details: issueDetails(rule, { table: table.name, column: column.label }),
      };
    }),
  );
}

const CODES = { pattern: 'wrong_form', email: 'not_email', url: 'not_url', uuid: 'not_uuid' } as const;

function plainCheck(rule: Exclude<Rule, { kind: 'reference' }>): RuleCheck {
  switch (rule.kind) {
    case 'required':
    case 'unique':
      return { kind: rule.kind };
    case 'list':
      return { kind: 'list', values: rule.values, ignoreCase: rule.ignoreCase };
    case 'length':
      return { kind: 'length', min: rule.min, max: rule.max };
    case 'range':
      return { kind: 'range', min: textOf(rule.min), max: textOf(rule.max) };
    default:
      return { kind: 'form', regex: formOf(rule)!.postgres, code: CODES[rule.kind] };
  }
}

function textOf(bound: string | number | undefined): string | undefined {
  return bound === undefined ? undefined : String(bound);
}
