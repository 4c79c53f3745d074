import { z } from 'zod';

/** Ids are UUIDs (version 7 where we make them, so that they sort by age). */
export const Id = z.uuid();
