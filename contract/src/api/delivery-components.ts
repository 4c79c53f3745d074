import type { z } from 'zod';
import { DeliveryRun, DeliveryRunState, DeliveryTarget, FileDelivery } from '../entities/delivery.ts';
import { Deliveries, DeliveryChange, DeliveryRunRequest, DeliveryRuns, NewDelivery } from '../http/deliveries.ts';

/** Schemas of deliveries: name, schema, and what it is, in a sentence. */
export const DELIVERY_COMPONENTS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  FileDelivery: [FileDelivery, 'An export that is sent to a place.'],
  Deliveries: [Deliveries, 'Deliveries by name.'],
  DeliveryTarget: [DeliveryTarget, 'Where a delivery goes: e-mail, an address, or a folder.'],
  NewDelivery: [NewDelivery, 'A delivery to make.'],
  DeliveryUpdate: [DeliveryChange, 'What changes of a delivery. What is not named stays.'],
  DeliveryRun: [DeliveryRun, 'One time that a delivery was made.'],
  DeliveryRunState: [DeliveryRunState, 'How far a run is.'],
  DeliveryRunRequest: [DeliveryRunRequest, 'When a delivery is run.'],
  DeliveryRuns: [DeliveryRuns, 'A page of runs, newest first.'],
};
