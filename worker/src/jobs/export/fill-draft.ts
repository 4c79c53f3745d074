import { AppError, chooseBlocks, TEMPLATE_VALUES, TemplateMismatch, type TemplateRows } from '@sheetport/contract';
import { type Encoded, type EncodePlan, encodeInThread } from '@sheetport/sheets';
import { copyOut, countRows } from '@sheetport/tables';
import type pg from 'pg';
import { expectExport } from '../../progress/expected-steps.ts';
import type { JobContext } from '../../runner/job-context.ts';
import type { WantedSheet } from './plan-sheets.ts';
import type { ExportRequest } from './read-request.ts';
import { serialNumber } from './serial-number.ts';
import { describeFilter, WORDS } from './workbook-words.ts';

/** A template that is filled, with what it wants. */
type TemplateRequest = ExportRequest & { template: NonNullable<ExportRequest['template']> };

/**
 * Fill a template with the rows of tables, each in the blocks that name it. How many rows there are is known before: what stands below them
 * moves by so many.
 */
export async function fillDraft(
  { claim, progress, signal }: JobContext,
  client: pg.Client,
  request: TemplateRequest,
  wanted: readonly WantedSheet[],
  draft: string,
): Promise<Encoded> {
  const { spec, title, template } = request;
  const tables: TablePlan[] = [];
  for (const sheet of wanted) tables.push(await planTable(client, request, sheet));
  const blocks = choose(template, tables);
  const count = blocks.reduce((sum, { source }) => sum + tables[source]!.rows, 0);
  progress.advance(0, 0, count);
  const width = Math.max(...blocks.map(({ fields }) => fields.length));
  progress.expect(expectExport(spec.format, count, width, claim.tableId));
  progress.enter('writing', 'write');
  const plan: EncodePlan = {
    path: draft,
    format: 'xlsx',
    sheets: blocks.map(() => ({ name: title, columns: [] })),
    template: { path: template.path, tables, singles: planSingles(request, tables) },
  };
  const sources = blocks.map(async function* ({ source, fields }): AsyncGenerator<Uint8Array> {
    const { table, asked } = wanted[source]!;
    yield* await copyOut(client, table, {
      columns: fields.map((field) => tables[source]!.columns[field]!.name),
      ...(asked.filter ? { filter: asked.filter } : {}),
      ...(asked.sort ? { sort: asked.sort } : {}),
      signal,
      table,
    });
  });
  const onProgress = (done: number) => {
    progress.advance(done / Math.max(count, done, 1), done);
    progress.count({ read: done });
  };
  return encodeInThread(plan, sources, onProgress, signal);
}

type TablePlan = NonNullable<EncodePlan['template']>['tables'][number] & { singles: Record<string, string | number> };

async function planTable(
  client: pg.Client,
  { spec }: TemplateRequest,
  { asked, record, table, columns, labelOf }: WantedSheet,
): Promise<TablePlan> {
  const { count } = await countRows(client, table, asked.filter, { upTo: Number.MAX_SAFE_INTEGER - 1, table });
  // A view that is exported alone gives its name to the file.
  const names = [asked.name, ...(spec.sheets ? [] : [spec.name]), record.name];
  return {
    names: [...new Set(names.filter((name) => name !== undefined))],
    columns: columns.map(({ name, type }) => ({ name, label: labelOf(name), type })),
    rows: count,
    singles: {
      table: asked.name ?? record.name,
      filter: asked.filter ? describeFilter(asked.filter, labelOf, WORDS.en) : WORDS.en.allRows,
      count,
    },
  };
}

/** Values that the workbook has once. Of several tables a filter is told with the name of each. */
function planSingles({ title, by, now }: TemplateRequest, tables: readonly TablePlan[]) {
  const day = now.toISOString().slice(0, 10);
  const filters = tables.map(({ singles }) => `${singles.table}: ${singles.filter}`);
  return {
    exported_at: `${day} ${now.toISOString().slice(11, 16)} UTC`,
    exported_on: serialNumber(day),
    exported_by: by ?? '',
    table: tables.length === 1 ? title : tables.map(({ singles }) => singles.table).join(', '),
    filter: tables.length === 1 ? tables[0]!.singles.filter! : filters.join('; '),
    count: tables.reduce((sum, { rows }) => sum + rows, 0),
  };
}

/** Which tables the blocks of the template take, and the columns of them in the order of its cells. */
function choose(template: TemplateRequest['template'], tables: readonly TablePlan[]): TemplateRows[] {
  try {
    return chooseBlocks(template, tables, TEMPLATE_VALUES);
  } catch (error) {
    if (error instanceof TemplateMismatch) throw new AppError('invalid_export', { detail: error.message });
    throw error;
  }
}
