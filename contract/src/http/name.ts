import { z } from 'zod';

export const Name = z.string().trim().min(1).max(120);
