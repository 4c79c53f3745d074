/** A delivery, as requests and answers about it look. A test checks each against its schema. */
import type { DeliveryRun, DeliveryTarget, FileDelivery } from '../entities/delivery.ts';
import type { NewDelivery } from '../http/deliveries.ts';

const AT = '2026-01-15T09:30:00.000Z';
const LATER = '2026-01-15T09:30:04.000Z';
const JOB_ID = '0199c1b0-2d10-4c8c-9a3e-5b8f20c77a02';
const TABLE_ID = '0199c1b0-3c55-4a1f-8d2b-7e90aa11bb03';
const target: DeliveryTarget = { kind: 'email', to: ['ann@example.com'] };

const run: DeliveryRun = {
  id: '0199c1b0-9d04-4f0d-8a11-0c2f8e1d7b04',
  state: 'delivered',
  jobId: '0199c1b0-2d10-4c8c-9a3e-5b8f20c77a02',
  fileName: 'Orders 2026-01-15.xlsx',
  bytes: 48_213,
  error: null,
  createdAt: AT,
  nextAttemptAt: null,
  endedAt: LATER,
  attempts: [{ at: LATER, ms: 412, status: 250, answer: '2.0.0 Ok: queued as 4XyZ', error: null }],
};
const delivery: FileDelivery = {
  id: '0199c1b0-8c03-4f0d-8a11-0c2f8e1d7b03',
  name: 'Orders for Ann',
  export: { tableId: TABLE_ID, format: 'xlsx' },
  target,
  headerNames: [],
  hasSecret: false,
  skipUnchanged: false,
  lastRun: run,
  createdBy: '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6607',
  createdAt: AT,
};
const newDelivery: NewDelivery = { name: 'Orders for Ann', export: { tableId: TABLE_ID }, target };

export const DELIVERY_EXAMPLES = {
  Deliveries: { one: { deliveries: [delivery] } },
  FileDelivery: { email: delivery },
  NewDelivery: {
    email: newDelivery,
    upload: {
      name: 'Orders to the warehouse',
      export: { tableId: TABLE_ID, format: 'csv' },
      target: { kind: 'http', url: 'https://files.example.com/orders.csv', method: 'PUT' },
      headers: { Authorization: 'Bearer …'.replace('…', 'token') },
      skipUnchanged: true,
    },
    sftp: {
      name: 'Orders to the warehouse',
      export: { tableId: TABLE_ID, format: 'csv' },
      target: {
        kind: 'sftp',
        host: 'files.example.com',
        user: 'sheetport',
        folder: 'incoming/orders',
        hostKey: 'SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8',
      },
      secret: 'the password, or a private key',
    },
  },
  DeliveryUpdate: { skip: { skipUnchanged: true } },
  DeliveryRun: { delivered: run },
  DeliveryRunRequest: { now: {}, afterwards: { dependsOn: [JOB_ID] }, newTable: { tableOf: JOB_ID } },
  DeliveryRuns: { page: { runs: [run], next: null } },
};
