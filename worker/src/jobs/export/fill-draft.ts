import { AppError, chooseRows, TEMPLATE_VALUES, TemplateMismatch } from '@sheetport/contract';
import { type Encoded, type EncodePlan, encodeInThread } from '@sheetport/sheets';
import { copyOut, countRows } from '@sheetport/tables';
import type pg from 'pg';
import { expectExport } from '../../progress/expected-steps.ts';
import type { JobContext } from '../../runner/job-context.ts';
import type { WantedSheet } from './plan-sheets.ts';
import type { ExportRequest } from './read-request.ts';
import { serialNumber } from './serial-number.ts';
import { describeFilter, WORDS } from './workbook-words.ts';

/** Fill a template with the rows of a table. How many there are is known before: what stands below them moves by so many. */
export async function fillDraft(
  { claim, progress, signal }: JobContext,
  client: pg.Client,
  { spec, title, by, now, template }: ExportRequest & { template: NonNullable<ExportRequest['template']> },
  { asked, table, columns, labelOf }: WantedSheet,
  draft: string,
): Promise<Encoded> {
  const known = columns.map(({ name, type }) => ({ name, label: labelOf(name), type }));
  const fields = chooseFields(template, known);
  const { count } = await countRows(client, table, asked.filter, { upTo: Number.MAX_SAFE_INTEGER - 1, table });
  progress.advance(0, 0, count);
  progress.expect(expectExport(spec.format, count, fields.length, claim.tableId));
  progress.enter('writing', 'write');
  const day = now.toISOString().slice(0, 10);
  const plan: EncodePlan = {
    path: draft,
    format: 'xlsx',
    sheets: [{ name: title, columns: [] }],
    template: {
      path: template.path,
      columns: known,
      rows: count,
      singles: {
        exported_at: `${day} ${now.toISOString().slice(11, 16)} UTC`,
        exported_on: serialNumber(day),
        exported_by: by ?? '',
        table: title,
        filter: asked.filter ? describeFilter(asked.filter, labelOf, WORDS.en) : WORDS.en.allRows,
        count,
      },
    },
  };
  const rows = await copyOut(client, table, {
    columns: fields.map((field) => known[field]!.name),
    ...(asked.filter ? { filter: asked.filter } : {}),
    ...(asked.sort ? { sort: asked.sort } : {}),
    signal,
    table,
  });
  const onProgress = (done: number) => {
    progress.advance(done / Math.max(count, done, 1), done);
    progress.count({ read: done });
  };
  return encodeInThread(plan, [rows], onProgress, signal);
}

/** The columns that the template's rows take, in the order of its cells. */
function chooseFields(
  template: NonNullable<ExportRequest['template']>,
  columns: readonly { name: string; label: string }[],
): number[] {
  try {
    return chooseRows(template, columns, TEMPLATE_VALUES).fields;
  } catch (error) {
    if (error instanceof TemplateMismatch) throw new AppError('invalid_export', { detail: error.message });
    throw error;
  }
}
