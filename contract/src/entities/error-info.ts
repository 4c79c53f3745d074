import { z } from 'zod';

/** What went wrong, for people: `code` is in the table of errors, `message` says what, where and what next. */
export const ErrorInfo = z.object({ code: z.string(), message: z.string() });
export type ErrorInfo = z.infer<typeof ErrorInfo>;
