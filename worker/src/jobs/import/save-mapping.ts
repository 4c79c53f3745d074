import { randomUUID } from 'node:crypto';
import { type MappingEntry, saveMapping } from '@sheetport/core';
import { headingFingerprint } from '@sheetport/tables';
import type pg from 'pg';
import type { Load } from './load.ts';
import { columnOverride } from './mapping.ts';
import type { Target } from './target.ts';

/**
 * Remember how a person mapped this import, for the next file with the same headings. In: the load's transaction, so that
 * only what succeeded is remembered. Nothing is where nothing was said, nor of rows that come back mended.
 */
export async function remember(client: pg.Client, load: Load, target: Target, tableId: string): Promise<void> {
  const { spec, source } = load;
  if (spec.mapping === undefined || spec.correction) return;
  const { columns } = source.sheet;
  const routed = new Map(target.routes.map(({ plan, name }) => [plan.source, name]));
  const said = columns.flatMap((column): MappingEntry['columns'] => {
    const name = routed.get(column.index);
    const override = columnOverride(spec.mapping, column);
    if (name === undefined) return override === null ? [{ heading: column.header, column: null }] : [];
    const { add: _, ...said } = override ?? {};
    return [{ heading: column.header, column: { ...said, column: name } }];
  });
  const names = new Map([...target.labels].map(([name, label]) => [label, name]));
  await saveMapping(client, {
    id: randomUUID(),
    headingFingerprint: headingFingerprint(columns.map(({ header }) => header)),
    tableId,
    columns: said,
    options: {
      mode: spec.mode,
      key: (spec.key ?? []).map((word) => (target.labels.has(word) ? word : (names.get(word) ?? word))),
      onReject: spec.onReject,
      ...(spec.blank ? { blank: spec.blank } : {}),
      ...(spec.duplicates ? { duplicates: spec.duplicates } : {}),
      ...(spec.skipRows && (source.sheet.nonDataRows ?? []).length > 0
        ? { nonDataRows: spec.skipRows.length > 0 ? 'skip' : 'import' }
        : {}),
    },
    fileName: load.run.claim.title,
    jobId: load.run.claim.id,
  });
}
