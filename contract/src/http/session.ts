/** Signing in. */
import { z } from 'zod';

export const SignIn = z.strictObject({ token: z.string().min(1).max(1000).describe('The token of the owner.') });

export const Me = z.object({ name: z.string(), owner: z.boolean(), maxFileBytes: z.number().int() });
export type Me = z.infer<typeof Me>;
