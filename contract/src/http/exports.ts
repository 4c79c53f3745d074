/** What an export is to do. */
import { z } from 'zod';
import { ExportFormat } from '../entities/file.ts';
import { Id } from '../entities/id.ts';
import { JobPriority } from '../entities/job.ts';
import { Filter, Sort } from './filter.ts';
import { Name } from './name.ts';

export const NewExport = z.strictObject({
  tableId: Id,
  columns: z.array(z.string()).min(1).max(1500).optional(),
  filter: Filter.optional(),
  sort: Sort.optional(),
  format: ExportFormat.default('xlsx'),
  name: Name.optional(),
  priority: JobPriority.optional().describe('How soon it is to run; default `normal`.'),
});
export type NewExport = z.infer<typeof NewExport>;
