import { AppError, NewExport, sheetsOf, TemplatePlaceholders } from '@sheetport/contract';
import type { TableRecord } from '@sheetport/prisma';
import { templateKey } from '@sheetport/storage';
import type { Context } from '../../runner/context.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readSpec } from '../../runner/read-spec.ts';

/** What an export is made of, besides rows. */
export interface ExportRequest {
  spec: NewExport;
  /** Tables by their ids. */
  records: ReadonlyMap<string, TableRecord>;
  /** Names of the tables. */
  title: string;
  by: string | null;
  now: Date;
  /** The template that is filled: where it lies on this machine, and what it wants. */
  template: (TemplatePlaceholders & { path: string }) | null;
}

/** @throws AppError `not_found` where a table is gone */
export async function readRequest({ records }: Context, { claim, openFile }: JobContext): Promise<ExportRequest> {
  const spec = readSpec(NewExport, claim.spec);
  const ids = [...new Set(sheetsOf(spec).map(({ tableId }) => tableId))];
  const found = await records.table.findMany({ where: { id: { in: ids } } });
  const tables = new Map(found.map((record) => [record.id, record]));
  if (tables.size < ids.length) throw new AppError('not_found', { what: 'table' });
  const person = claim.sender === null ? null : await records.person.findUnique({ where: { id: claim.sender } });
  return {
    spec,
    records: tables,
    title: ids.map((id) => tables.get(id)!.name).join(', '),
    by: person?.name ?? null,
    now: new Date(),
    template: spec.templateId === undefined ? null : await openTemplate(records, spec.templateId, openFile),
  };
}

async function openTemplate(
  records: Context['records'],
  id: string,
  openFile: JobContext['openFile'],
): Promise<NonNullable<ExportRequest['template']>> {
  const template = await records.exportTemplate.findUnique({ where: { id } });
  if (!template) throw new AppError('not_found', { what: 'template' });
  return { ...TemplatePlaceholders.parse(template.placeholders), path: await openFile(templateKey(id)) };
}
