import { TableAnswer, TablesAnswer } from './answers.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { HttpClient } from './http-client.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A table by its id or its exact name.
 * @throws CliError `no_such_table`, `ambiguous_table`
 */
export async function findTable(client: HttpClient, word: string): Promise<TableAnswer> {
  if (UUID.test(word)) return client.ask(TableAnswer, 'GET', `/api/tables/${word}`);
  const { tables } = await client.ask(TablesAnswer, 'GET', '/api/tables');
  const found = tables.filter(({ name }) => name === word);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new CliError(
      EXIT.usage,
      'ambiguous_table',
      `${found.length} tables are called "${word}". Give the id of one: ${found.map(({ id }) => id).join(', ')}`,
    );
  throw new CliError(
    EXIT.refused,
    'no_such_table',
    `There is no table "${word}". See which there are: sheetport tables`,
  );
}

/** The name of a column by its name or its label, as the service has it in filters and orders; other words are left to the service. */
export function nameColumn({ columns }: TableAnswer, word: string): string {
  return (columns.find(({ name }) => name === word) ?? columns.find(({ label }) => label === word))?.name ?? word;
}

/** The same in each condition of a filter. */
export function nameColumns(table: TableAnswer, filter: unknown): unknown {
  if (Array.isArray(filter)) return filter.map((part) => nameColumns(table, part));
  if (typeof filter !== 'object' || filter === null) return filter;
  return Object.fromEntries(
    Object.entries(filter).map(([key, part]) => {
      if (key === 'column' && typeof part === 'string') return [key, nameColumn(table, part)];
      return [key, key === 'and' || key === 'or' ? nameColumns(table, part) : part];
    }),
  );
}
