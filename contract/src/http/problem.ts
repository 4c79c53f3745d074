import { z } from 'zod';
import { TemplateProblem } from '../entities/export-template.ts';
import { Id } from '../entities/id.ts';
import { JobState } from '../entities/job.ts';

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
    .describe(
      'Of `invalid_request`: each part of the request that does not fit. Of a batch that cannot be started: each import that stands in the way.',
    ),
  earlierImport: z
    .object({
      jobId: Id,
      title: z.string(),
      state: JobState,
      createdAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().nullable(),
    })
    .optional()
    .describe('Of `already_imported`: the import that brought the same rows.'),
  templateProblem: TemplateProblem.optional().describe('Of `invalid_template`: what is to be corrected, and where.'),
});
export type Problem = z.infer<typeof Problem>;
