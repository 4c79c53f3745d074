/** The columns of the bench's rows (`rowOf`), as the API takes them for a table. */
export const COLUMNS = [
  ['id', 'integer'],
  ['name', 'text'],
  ['email', 'text'],
  ['amount', 'decimal'],
  ['joined', 'date'],
  ['active', 'boolean'],
  ['category', 'text'],
  ['note', 'text'],
  ['price', 'decimal'],
  ['seen', 'datetime'],
].map(([label, type]) => ({ label, type }));
