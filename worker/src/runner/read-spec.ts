import { AppError } from '@sheetport/contract';
import type { z } from 'zod';

/**
 * What a job was asked, by its schema. The server has checked it before it was stored, so what does not fit was asked of a later version,
 * while members of both are at work. Left aside, it would be done in another way than was asked.
 * @throws AppError `newer_version`, which is tried again: another worker may know it
 */
export function readSpec<T>(schema: z.ZodType<T>, spec: unknown): T {
  const read = schema.safeParse(spec);
  if (read.success) return read.data;
  throw new AppError('newer_version', {}, { cause: read.error });
}
