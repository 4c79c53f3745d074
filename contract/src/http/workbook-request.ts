/** Workbooks that jobs of the kind `export` make besides exports of rows: rejects to correct, and templates to fill in. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Language } from '../entities/language.ts';

/** The pending rejects of a job. */
const RejectsRequest = z.strictObject({
  rejectsOf: Id,
  /** The workbook does not name the tables in which referenced values are missing. */
  hidesReferences: z.boolean(),
});

/** An empty workbook of a table's columns. */
const TemplateRequest = z.strictObject({
  templateOf: Id,
  language: Language,
  /** Ids, sorted, of the tables that rules refer to and that the workbook may name and list values of. It does not mention others. */
  shown: z.array(Id),
});

export const WorkbookRequest = z.union([RejectsRequest, TemplateRequest]);
export type WorkbookRequest = z.infer<typeof WorkbookRequest>;

/** The request of a job of the kind `export`, if it asks for such a workbook. */
export function readWorkbookRequest(spec: unknown): WorkbookRequest | undefined {
  return WorkbookRequest.safeParse(spec).data;
}
