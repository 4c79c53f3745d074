/**
 * The column that a word means: the one of that Postgres name, else the one that people call so.
 * @param labelOf what people call a column; its `label` unless another is given
 */
export function findColumn<Column extends { name: string; label?: string | undefined }>(
  columns: readonly Column[],
  word: string,
  labelOf: (column: Column) => string | undefined = ({ label }) => label,
): Column | undefined {
  return columns.find(({ name }) => name === word) ?? columns.find((column) => labelOf(column) === word);
}
