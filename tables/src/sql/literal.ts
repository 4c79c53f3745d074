import { TableError } from './errors.ts';

/**
 * A text as an SQL literal: the one place where a value becomes part of a statement, because COPY (SELECT …) takes no
 * bound values. Same rule as libpq's PQescapeLiteral: quotes are doubled, and a backslash turns it into an E'' literal with
 * backslashes doubled, which reads the same whatever `standard_conforming_strings` says. The connection speaks UTF-8
 * (`pg` asks for it), so no byte of a character can be mistaken for a quote. Throws `bad_value` for NUL and lone surrogates.
 */
export function quoteLiteral(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) throw new TableError('bad_value');
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
