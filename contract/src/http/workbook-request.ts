/** Workbooks that are no exports of rows, as their jobs of the kind `export` have them: rejects to correct, and templates to fill in. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Language } from '../entities/language.ts';

/** The pending rejects of a job. */
const RejectsRequest = z.strictObject({
  rejectsOf: Id,
  /** The tables that values are missing in are not named. */
  hidesReferences: z.boolean(),
});

/** An empty workbook of a table's columns. */
const TemplateRequest = z.strictObject({
  templateOf: Id,
  language: Language,
  /** Tables that rules refer to and that it may name and list values of, sorted. Of all others it says nothing. */
  shown: z.array(Id),
});

export const WorkbookRequest = z.union([RejectsRequest, TemplateRequest]);
export type WorkbookRequest = z.infer<typeof WorkbookRequest>;

/** What was asked of a job of the kind `export`, if it is such a workbook. */
export function readWorkbookRequest(spec: unknown): WorkbookRequest | undefined {
  return WorkbookRequest.safeParse(spec).data;
}
