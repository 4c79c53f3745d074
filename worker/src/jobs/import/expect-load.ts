import { stat } from 'node:fs/promises';
import { estimateLivingRows } from '@sheetport/tables';
import type pg from 'pg';
import { type ExpectedJob, expectImport } from '../../progress/expected-steps.ts';
import { comingRows } from './decode.ts';
import type { Load } from './load.ts';
import type { Target } from './target.ts';

/** What an import is expected to take, by its sheet, its table and how it is loaded. */
export async function expectLoad(load: Load, client: pg.Client, target: Target, staged: boolean): Promise<ExpectedJob> {
  const { source, spec, destination } = load;
  const { sheet, input } = source;
  const { table, routes, rules } = target;
  const rows = input.kind === 'rows' ? input.total : sheet.complete ? comingRows(load) : null;
  const isNew = destination.kind === 'new';
  return expectImport({
    format: input.kind === 'rows' ? 'rows' : input.format,
    mode: spec.mode,
    rows,
    bytes: rows === null && input.kind !== 'rows' ? (await stat(input.path)).size : 0,
    columns: Math.max(1, routes.length),
    // Only a replace works on all of them.
    table: isNew
      ? null
      : {
          id: destination.record.id,
          rows: spec.mode === 'replace' ? await estimateLivingRows(client, table) : 0,
          key: table.key.length > 0,
        },
    newKey: isNew && (spec.key ?? []).length > 0,
    staged,
    rules: rules.length > 0,
    dryRun: spec.dryRun === true,
  });
}
