/** Health of the service. */
import { z } from 'zod';

export const Health = z.object({ status: z.literal('ok') });

export const Ready = z.object({
  status: z.enum(['ok', 'degraded']),
  postgres: z.boolean(),
  queue: z.boolean(),
  storage: z.boolean().describe('Whether the storage of files answers: the folders of DATA_DIR, or S3.'),
  workers: z.number().int(),
  disk: z
    .object({ free: z.number(), reserve: z.number(), short: z.boolean() })
    .nullable()
    .describe(
      'Bytes on the disk with DATA_DIR; null where the system does not tell. `short` when new work is refused.',
    ),
});
