/** Calls about deliveries. */
import { z } from 'zod';
import { DeliveryRun, DeliveryTarget, FileDelivery } from '../entities/delivery.ts';
import { Id } from '../entities/id.ts';
import { DependsOn } from '../entities/job.ts';
import { RemoteSecret } from '../entities/remote-folder.ts';
import { ScheduledExport } from './exports.ts';
import { Name } from './name.ts';
import { Cursor, Limit } from './paging.ts';

const Headers = z
  .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/), z.string().regex(/^[\t\x20-\x7e\x80-\xff]{0,4000}$/))
  .refine((headers) => Object.keys(headers).length <= 20, { error: 'at most 20' })
  .describe('Headers of an http target, as `Authorization`. They are encrypted, and never shown again.');

export const Deliveries = z.object({ deliveries: z.array(FileDelivery) });
export type Deliveries = z.infer<typeof Deliveries>;

export const NewDelivery = z.strictObject({
  name: Name,
  export: ScheduledExport,
  target: DeliveryTarget,
  headers: Headers.optional(),
  secret: RemoteSecret.optional(),
  skipUnchanged: z.boolean().default(false),
});
export type NewDelivery = z.input<typeof NewDelivery>;

export const DeliveryChange = z.strictObject({
  name: Name.optional(),
  export: ScheduledExport.optional(),
  target: DeliveryTarget.optional(),
  headers: Headers.optional().describe('All of them anew; those that are not named are gone.'),
  secret: RemoteSecret.optional(),
  skipUnchanged: z.boolean().optional(),
});
export type DeliveryChange = z.input<typeof DeliveryChange>;

export const DeliveryRunRequest = z.strictObject({
  dependsOn: DependsOn.optional(),
  tableOf: Id.optional().describe(
    'An import that makes a table: this run waits for it, and sends that table in place of its own. Of a delivery that takes one whole table.',
  ),
});
export type DeliveryRunRequest = z.infer<typeof DeliveryRunRequest>;

export const DeliveryRunsQuery = z.object({ limit: Limit(100, 20), after: Cursor(200) });
export const DeliveryRuns = z.object({ runs: z.array(DeliveryRun), next: z.string().nullable() });
export type DeliveryRuns = z.infer<typeof DeliveryRuns>;

export const DeliveryRunParams = z.object({
  id: Id.describe('The id of the delivery.'),
  runId: Id.describe('The id of the run.'),
});
