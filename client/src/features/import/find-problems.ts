/** What is wrong with the choices of an import, before it is started. Pure. */
import type { Table } from '@sheetport/contract';
import type { SettledChoices } from './choices.ts';
import { isSameName } from './import-names.ts';
import type { Plan, PlannedColumn, Problem } from './plan.ts';

/** All problems of a plan. An import can be started where there are none. */
export function findProblems(plan: Plan, choices: SettledChoices, tables: readonly Table[]): Problem[] {
  const included = plan.columns.filter((column) => column.include);
  const none: Problem[] =
    included.length === 0 && (choices.goes === 'new' || plan.table) ? [{ code: 'noColumns' }] : [];
  if (choices.goes === 'new') return [...findNewTableProblems(plan, choices, tables, included), ...none];
  if (!plan.table) return [{ code: 'noTable' }, ...none];
  if (plan.table.restriction) return [{ code: 'cannotWrite' }, ...none];
  return [...findTableProblems(plan, plan.table, choices, included), ...none];
}

function findNewTableProblems(
  plan: Plan,
  choices: SettledChoices,
  tables: readonly Table[],
  included: readonly PlannedColumn[],
): Problem[] {
  const problems: Problem[] = [];
  if (!plan.name.trim()) problems.push({ code: 'noName' });
  else if (tables.some((one) => isSameName(one.name, plan.name))) problems.push({ code: 'nameTaken' });
  problems.push(...findLabelProblems(included, []));
  for (const column of plan.columns)
    if (!column.include && choices.newKey.includes(column.index))
      problems.push({ code: 'keyIgnored', column: column.label });
  return problems;
}

function findTableProblems(
  plan: Plan,
  table: Table,
  choices: SettledChoices,
  included: readonly PlannedColumn[],
): Problem[] {
  const labels = table.columns.map((column) => column.label);
  const problems = findLabelProblems(
    included.filter(({ adds }) => adds),
    labels,
  );
  const targets = new Set<string>();
  for (const column of included) {
    if (column.target && targets.has(column.target)) problems.push({ code: 'sameTarget', index: column.index });
    if (column.target) targets.add(column.target);
  }
  if (choices.mode !== 'update' && included.length > 0)
    for (const { name, label, required, filled, generated } of table.columns)
      if (required && !filled && !generated && !targets.has(name)) problems.push({ code: 'required', column: label });
  for (const name of plan.key)
    if (!targets.has(name))
      problems.push({ code: 'keyIgnored', column: table.columns.find((one) => one.name === name)?.label ?? name });
  if (choices.mode === 'upsert' || choices.mode === 'update') {
    if (plan.key.length === 0) problems.push({ code: 'keyNeeded' });
    else if (!isKeyUnique(table, plan.key)) problems.push({ code: 'keyNotUnique' });
  }
  return problems;
}

/** Columns that are made without a name, or with one that is taken. */
function findLabelProblems(columns: readonly PlannedColumn[], taken: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const labels = new Set(taken.map((label) => label.trim().toLowerCase()));
  for (const column of columns) {
    const label = column.label.trim().toLowerCase();
    if (!label) problems.push({ code: 'emptyLabel', index: column.index });
    else if (labels.has(label)) problems.push({ code: 'sameLabel', index: column.index });
    labels.add(label);
  }
  return problems;
}

/**
 * Whether the table keeps a key unique, so that rows can be matched by it: it is its key, or a single unique column. Other unique
 * constraints of an attached table are known to the service only, which has the last word.
 */
function isKeyUnique({ key, columns, attached }: Table, wanted: readonly string[]): boolean {
  if (wanted.length === key.length && wanted.every((name) => key.includes(name))) return true;
  if (wanted.length > 1) return attached === true;
  return columns.some(({ name, unique }) => unique && name === wanted[0]);
}
