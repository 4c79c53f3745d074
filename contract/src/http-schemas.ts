/** Bodies, queries and answers of the HTTP calls. One object each; the server parses with them and OpenAPI is made of them. */
import { z } from 'zod';
import { ColumnMark, ColumnType, DateOrder, ExportFormat, File, Id, IssueGroup, Job, Row, Table } from './entities.ts';
import { JobsFilter } from './job-history.ts';
import { Rules } from './rules/rules.ts';

const Name = z.string().trim().min(1).max(120);
/** How many entries a page may have. */
export const Limit = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe('The largest number of entries in the answer.');
/** Where a page of a list begins. */
export const Cursor = (longest: number) =>
  z.string().max(longest).optional().describe('The `next` of the page before; absent for the first page.');

export const Scalar = z.union([z.string().max(32_767), z.number(), z.boolean(), z.null()]);
export type Scalar = z.infer<typeof Scalar>;

export const FilterOp = z.enum(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'contains', 'starts', 'empty']);
export type FilterOp = z.infer<typeof FilterOp>;
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { column: string; op: FilterOp; value?: Scalar | Scalar[] | undefined };
export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(Filter).max(50) }),
    z.strictObject({ or: z.array(Filter).max(50) }),
    z.strictObject({
      column: z.string(),
      op: FilterOp,
      value: z.union([Scalar, z.array(Scalar).max(1000)]).optional(),
    }),
  ]),
);

export const Sort = z.array(z.strictObject({ column: z.string(), desc: z.boolean().optional() })).max(8);
export type Sort = z.infer<typeof Sort>;

/** A filter has two levels of JSON for each of its own, of which it may have ten. */
const DEEPEST_JSON = 64;
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

/** Texts of a query string that are JSON, with what the JSON must be. */
const jsonTexts = new WeakMap<object, z.ZodType>();
/** What the JSON of a text in a query string must be, or undefined where the text is no JSON. */
export function contentOfJsonText(text: object): z.ZodType | undefined {
  return jsonTexts.get(text);
}

/** A JSON text in a query string, parsed and checked. Nesting is bounded first: checking a shape recurses. */
export const JsonText = <T extends z.ZodType>(inner: T) => {
  const text = z
    .string()
    .max(20_000)
    .transform((text, ctx): unknown => {
      try {
        const value: unknown = JSON.parse(text);
        if (!isDeeper(value, DEEPEST_JSON)) return value;
        ctx.addIssue({ code: 'custom', message: 'is nested too deeply' });
      } catch {
        ctx.addIssue({ code: 'custom', message: 'must be JSON' });
      }
      return z.NEVER;
    })
    .pipe(inner);
  jsonTexts.set(text, inner);
  return text;
};

/** Headings over more rows than these are none that any sheet has. */
export const HeaderRows = z.number().int().min(1).max(5);

export const PreviewQuery = z.object({
  sheet: z.coerce.number().int().min(0).default(0).describe('Index of the sheet, from 0.'),
  headerRow: z.coerce.number().int().min(0).max(1_048_576).optional().describe('Default: where inspection saw it.'),
  headerRows: z.coerce
    .number()
    .pipe(HeaderRows)
    .optional()
    .describe('How many rows the headings take, `headerRow` being the last.'),
  limit: Limit(200, 30),
});
export const Preview = z.object({
  sheet: z.number().int(),
  rows: z.array(z.object({ row: z.number().int(), cells: z.array(z.string().nullable()) })),
  /** What columns are called when the headings stand there; absent until the sheets are known. */
  headings: z
    .object({
      row: z.number().int(),
      rows: z.number().int(),
      columns: z.array(z.object({ index: z.number().int(), header: z.string() })),
    })
    .optional(),
});
export type Preview = z.infer<typeof Preview>;

export const NewColumn = z.strictObject({
  label: Name,
  name: z.string().min(1).max(63).optional(),
  type: ColumnType,
  required: z.boolean().default(false),
  unique: z.boolean().default(false),
  rules: Rules.optional(),
});
export const NewTable = z.strictObject({
  name: Name,
  columns: z.array(NewColumn).min(1).max(1500),
  key: z.array(z.string()).max(16).default([]).describe('Names or labels of the columns that make the primary key.'),
});
export type NewTable = z.infer<typeof NewTable>;

export const RowsQuery = z.object({
  limit: Limit(500, 100),
  after: Cursor(4000),
  sort: JsonText(Sort)
    .optional()
    .describe('The order of the rows, as JSON. The key of the table decides between equals.'),
  filter: JsonText(Filter).optional().describe('Which rows, as JSON. Default: all of them.'),
});
export const Rows = z.object({ rows: z.array(Row), next: z.string().nullable() });
export type Rows = z.infer<typeof Rows>;

/**
 * What a blank cell does. `null`: it empties. `keep`: what is there stays. `default`: the column's default, where it has one.
 * A new row's blank cells get the default under `keep` too.
 */
export const Blank = z.enum(['null', 'keep', 'default']);
export type Blank = z.infer<typeof Blank>;

/** Which of several rows of the file with the same key goes in; the others are rejects. `reject`: none of them. */
export const Duplicates = z.enum(['first', 'last', 'reject']);
export type Duplicates = z.infer<typeof Duplicates>;

export const MappedColumn = z.strictObject({
  column: Name.describe('A column of the table by name or label; for a table being made, the label of the new column.'),
  type: ColumnType.optional(),
  dateOrder: DateOrder.optional(),
  decimal: ColumnMark.optional(),
  values: z
    .record(z.string().max(1000), z.string().max(32_767).nullable())
    .optional()
    .describe('Cell values that become others before they are read; null makes the cell blank.'),
  trim: z.boolean().optional().describe('Take spaces off both ends of text; default true.'),
  blank: Blank.optional().describe('What a blank cell does; default what the import says.'),
  add: z
    .boolean()
    .optional()
    .describe(
      'The table gets this column, of `type`, where it has none of that name or label. Undoing the import leaves it.',
    ),
});
/** By sheet column index or header; null ignores the column. */
export const Mapping = z.record(z.string(), MappedColumn.nullable());
export type Mapping = z.infer<typeof Mapping>;

export type MappedColumn = z.infer<typeof MappedColumn>;

export const ImportMode = z.enum(['insert', 'upsert', 'update', 'replace']);
export type ImportMode = z.infer<typeof ImportMode>;

export const NewImport = z.strictObject({
  fileId: Id,
  sheet: z
    .union([z.number().int().min(0), z.string()])
    .optional()
    .describe('Index or name; default the first sheet that is not hidden and holds anything.'),
  headerRow: z.number().int().min(0).max(1_048_576).optional(),
  headerRows: HeaderRows.optional().describe(
    'How many rows the headings take, `headerRow` being the last. Default 1, or what inspection saw where `headerRow` is its own.',
  ),
  table: z.union([z.strictObject({ id: Id }), z.strictObject({ create: z.strictObject({ name: Name }) })]),
  mapping: Mapping.optional(),
  mode: ImportMode.default('insert'),
  key: z.array(z.string()).max(16).optional(),
  onReject: z.enum(['skip', 'abort']).default('skip'),
  duplicates: Duplicates.optional().describe(
    'Of rows with a key, or a value that must be unique, that is in the file more than once; default `first`.',
  ),
  blank: Blank.optional().describe(
    'What a blank cell does, in columns of which the mapping says nothing else; default `null`.',
  ),
  skipRows: z
    .array(z.number().int().min(1).max(1_048_576))
    .max(1000)
    .optional()
    .describe(
      'Rows of the sheet that are no data and stay out: totals, notes, a heading that is there again (see `nonDataRows` of a sheet).',
    ),
  skipHidden: z
    .boolean()
    .optional()
    .describe(
      'Leave out the rows that nobody sees in the sheet, and the columns that are hidden and not named in the mapping.',
    ),
  dryRun: z.boolean().optional().describe('Change nothing: tell what would change, and which rows would not fit.'),
});
export type NewImport = z.infer<typeof NewImport>;

export const NewExport = z.strictObject({
  tableId: Id,
  columns: z.array(z.string()).min(1).max(1500).optional(),
  filter: Filter.optional(),
  sort: Sort.optional(),
  format: ExportFormat.default('xlsx'),
  name: Name.optional(),
});
export type NewExport = z.infer<typeof NewExport>;

export const JobsQuery = z.object({
  ...JobsFilter.shape,
  after: Cursor(200),
  limit: Limit(200, 50),
});
export const Jobs = z.object({ jobs: z.array(Job), next: z.string().nullable() });
export type Jobs = z.infer<typeof Jobs>;
export const FilesQuery = z.object({ after: Cursor(200), limit: Limit(200, 50) });
export const Files = z.object({ files: z.array(File), next: z.string().nullable() });
export const Tables = z.object({ tables: z.array(Table) });
export type Tables = z.infer<typeof Tables>;

export const Issues = z.array(IssueGroup);
export type Issues = z.infer<typeof Issues>;

export const IdParams = z.object({ id: Id.describe('The id in the address.') });
/** RFC 9457, with a code of the table of errors. */
export const Problem = z.object({
  type: z.string().describe('Where the code is explained: a path of this server.'),
  title: z.string(),
  status: z.number().int().describe('The HTTP status.'),
  detail: z.string().describe('What happened, where, and what to do next.'),
  code: z.string().describe('A code of the table of errors (`x-errors`). Programs decide by this.'),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('Of `invalid_request`: each part of the request that does not fit.'),
});
export type Problem = z.infer<typeof Problem>;
export const Health = z.object({ status: z.literal('ok') });
export const Ready = z.object({
  status: z.enum(['ok', 'degraded']),
  postgres: z.boolean(),
  queue: z.boolean(),
  workers: z.number().int(),
  disk: z
    .object({ free: z.number(), reserve: z.number(), short: z.boolean() })
    .nullable()
    .describe(
      'Bytes on the disk with DATA_DIR; null where the system does not tell. `short` when new work is refused.',
    ),
});
export const SignIn = z.strictObject({ token: z.string().min(1).max(1000).describe('The token of the owner.') });
export const Me = z.object({ name: z.string(), owner: z.boolean(), maxFileBytes: z.number().int() });
export type Me = z.infer<typeof Me>;
