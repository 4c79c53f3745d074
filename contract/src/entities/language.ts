import { z } from 'zod';

/** The languages of the page and of e-mails. */
export const Language = z.enum(['en', 'vi']);
export type Language = z.infer<typeof Language>;
