/** Rules that refer to tables which a person may not know of must not let them read what is in those, nor write into them. */
import { AppError, type Column, mayDo, type Rule, referencedTables } from '@sheetport/contract';
import { type Queryable, type RoleHolder, readTableRoles } from '@sheetport/core';

type Ruled = Pick<Column, 'name' | 'label' | 'rules'>;

/**
 * Check that the rules which a person sets refer only to tables that they may see, and make rows only in tables that they may import into.
 * Rules that were there before stay whoever sends them again.
 * @throws AppError `invalid_rule`: for a table that they may not know of the same as for one that is gone
 */
export async function refuseHiddenReferences(
  db: Queryable,
  person: RoleHolder,
  columns: readonly Ruled[],
  before: readonly Ruled[],
): Promise<void> {
  const had = new Set(before.flatMap(({ name, rules }) => rules.map((rule) => keyOf(name, rule))));
  const given = columns.map((column) => ({
    ...column,
    rules: column.rules.filter((rule) => !had.has(keyOf(column.name, rule))),
  }));
  const roles = await readTableRoles(db, person, referencedTables(given));
  for (const { label, rules } of given)
    for (const rule of rules) {
      if (rule.kind !== 'reference') continue;
      const role = roles.get(rule.table);
      const refuse = (detail: string) => new AppError('invalid_rule', { column: label, detail });
      if (!role) throw refuse('the table or column that it refers to is gone');
      if (rule.create && !mayDo(role, 'table.import'))
        throw refuse('you may not import into the table that it would make rows in');
    }
}

function keyOf(column: string, rule: Rule): string {
  return JSON.stringify([column, Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** The tables that rules of these columns refer to and that a person may not know of. */
export async function findHiddenReferences(
  db: Queryable,
  person: RoleHolder,
  columns: readonly { rules?: readonly Rule[] | undefined }[],
): Promise<Set<string>> {
  const ids = referencedTables(columns);
  if (person.role === 'owner' || ids.length === 0) return new Set();
  const roles = await readTableRoles(db, person, ids);
  return new Set(ids.filter((id) => !roles.get(id)));
}
