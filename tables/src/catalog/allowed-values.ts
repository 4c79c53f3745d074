/**
 * The values that a check lists for a column, where that is all the check says: `status IN ('new', 'paid')`, as
 * `pg_get_expr` writes it back. Out: undefined for a check that says anything else.
 */
export function listAllowedValues(column: string, sql: string): string[] | undefined {
  const tokens = tokensOf(sql);
  if (tokens === undefined) return undefined;
  const plain = tokens.filter(({ kind }) => kind !== 'noise');
  const name = plain[0];
  if (name?.kind !== 'name' || name.text !== column) return undefined;
  const rest = plain.slice(1);
  if (rest[0]?.text === '=' && rest.length === 2 && rest[1]!.kind === 'value') return [rest[1]!.text];
  if (rest[0]?.text !== '=' || rest[1]?.text !== 'ANY' || rest[2]?.text !== 'ARRAY') return undefined;
  const values = rest.slice(3);
  return values.length > 0 && values.every(({ kind }) => kind === 'value') ? values.map(({ text }) => text) : undefined;
}

/** The values that any of a table's checks lists for a column. */
export function allowedValuesOf(
  column: string,
  checks: readonly { columns: readonly string[] | null; sql: string }[],
): string[] | undefined {
  for (const { columns, sql } of checks) {
    if (columns?.length !== 1 || columns[0] !== column) continue;
    const found = listAllowedValues(column, sql);
    if (found) return found;
  }
  return undefined;
}

interface Token {
  kind: 'name' | 'value' | 'word' | 'noise';
  text: string;
}

/** Casts, brackets and commas say nothing about which values are listed. */
const TOKEN =
  /\s+|::(?:"[^"]*"|[a-z_][\w$]*)(?:\.(?:"[^"]*"|[a-z_][\w$]*))?(?: varying| precision| without time zone| with time zone)?(?:\(\d+(?:,\d+)?\))?(?:\[\])*|[()[\],]|'(?:[^']|'')*'|-?\d+(?:\.\d+)?|"(?:[^"]|"")*"|=|[A-Za-z_]\w*/gy;

function tokensOf(sql: string): Token[] | undefined {
  TOKEN.lastIndex = 0;
  const tokens: Token[] = [];
  while (TOKEN.lastIndex < sql.length) {
    const text = TOKEN.exec(sql)?.[0];
    if (text === undefined) return undefined;
    tokens.push(tokenOf(text));
  }
  return tokens;
}

function tokenOf(text: string): Token {
  if (text.startsWith("'")) return { kind: 'value', text: text.slice(1, -1).replaceAll("''", "'") };
  if (/^-?\d/.test(text)) return { kind: 'value', text };
  if (text.startsWith('"')) return { kind: 'name', text: text.slice(1, -1).replaceAll('""', '"') };
  if (text === '=' || text === 'ANY' || text === 'ARRAY') return { kind: 'word', text };
  return /^[a-z_]/i.test(text) ? { kind: 'name', text } : { kind: 'noise', text };
}
