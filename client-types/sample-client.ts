/** What a program writes that has only the generated types: if this compiles, the description says enough. */
import type { components, operations, paths } from './api-types';

type Schema = components['schemas'];
/** The JSON of an answer by operation and status. */
type Answer<
  Id extends keyof operations,
  Status extends keyof operations[Id]['responses'],
> = operations[Id]['responses'][Status] extends {
  content: { 'application/json': infer Body };
}
  ? Body
  : never;
/** The codes of the errors that an operation answers with a status. */
type Code<
  Id extends keyof operations,
  Status extends keyof operations[Id]['responses'],
> = operations[Id]['responses'][Status] extends {
  content: { 'application/problem+json': { code: infer One } };
}
  ? One
  : never;

const filter: Schema['Filter'] = {
  and: [{ column: 'quantity', op: 'ge', value: 10 }, { or: [{ column: 'city', op: 'empty' }, { and: [] }] }],
};
export const exportBody: operations['createExport']['requestBody']['content']['application/json'] = {
  tableId: '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03',
  filter,
  sort: [{ column: 'quantity', desc: true }],
};
export const importBody: paths['/api/imports']['post']['requestBody']['content']['application/json'] = {
  fileId: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c01',
  table: { create: { name: 'Orders' } },
  mapping: { Qty: { column: 'Quantity', type: 'integer' }, Remarks: null },
};
export const query: NonNullable<operations['listRows']['parameters']['query']> = {
  limit: 10,
  // A parameter that is JSON goes as text.
  filter: JSON.stringify(filter),
};
export const corrections: operations['createCorrections']['requestBody']['content']['application/json'] = {
  bulk: [{ where: { column: 'Quantity', value: 'n/a' }, cells: { Quantity: null } }],
  rows: [{ row: 7, cells: { Quantity: 12 } }],
};
export const newTable: Schema['NewTable'] = {
  name: 'Orders',
  columns: [{ label: 'Quantity', type: 'integer', rules: [{ kind: 'range', min: 1 }] }],
};

/** How far a job is, as text. */
export function tell(job: Answer<'getJob', 200>): string {
  const { fraction, secondsLeft } = job.progress;
  if (job.state === 'failed') return job.error?.message ?? 'failed';
  return `${job.kind} ${job.state} ${job.phase} ${Math.round(fraction * 100)} % ${secondsLeft ?? ''}`;
}

/** Every rejected row with its reasons. */
export function tellRejects({ rows, next }: Answer<'listRejects', 200>): string[] {
  return [
    ...rows.map(({ row, issues }) => `${row}: ${issues.map(({ code }) => code).join()}`),
    `next ${next ?? 'none'}`,
  ];
}

/** What to do about an error of `cancelJob`. */
export function advise(code: Code<'cancelJob', 409>): string {
  switch (code) {
    case 'job_finished':
      return 'it has ended';
    default:
      return code satisfies never;
  }
}

// @ts-expect-error an operator that there is not
export const wrongOperator: Schema['Filter'] = { column: 'a', op: 'like', value: 'x' };
// @ts-expect-error a state that there is not
export const wrongState: Schema['JobState'] = 'done';
// @ts-expect-error an import needs a table
export const wrongImport: Schema['NewImport'] = { fileId: 'x' };
