import { z } from 'zod';

/** A week. */
const MOST_SECONDS = 7 * 24 * 3600;

/** How long one attempt of a job may run. What waits in a queue does not run. */
export const JobLimits = z
  .strictObject({
    softSeconds: z
      .number()
      .int()
      .min(1)
      .max(MOST_SECONDS)
      .optional()
      .describe('After so long the job is asked to stop. It ends as failed, and nothing of it is kept.'),
    hardSeconds: z
      .number()
      .int()
      .min(1)
      .max(MOST_SECONDS)
      .optional()
      .describe('After so long its connection to the database is cut and it ends as failed, whatever it is doing.'),
  })
  .refine(
    ({ softSeconds, hardSeconds }) =>
      softSeconds === undefined || hardSeconds === undefined || softSeconds < hardSeconds,
    { message: 'softSeconds must be less than hardSeconds' },
  );
export type JobLimits = z.infer<typeof JobLimits>;
