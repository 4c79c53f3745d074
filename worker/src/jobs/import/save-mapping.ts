import { randomUUID } from 'node:crypto';
import { type MappingEntry, saveMapping } from '@sheetport/core';
import { headingFingerprint } from '@sheetport/tables';
import type pg from 'pg';
import type { Load } from './load.ts';
import { columnOverride } from './mapping.ts';
import type { Target } from './target.ts';

/**
 * Save the mapping of an import, for the next file with the same headings. In: the load's transaction, so that only a mapping that
 * succeeded is saved. An import without a mapping, a correction import, and one of a file that came by an upload link save nothing.
 */
export async function saveImportMapping(client: pg.Client, load: Load, target: Target, tableId: string): Promise<void> {
  const { spec, source } = load;
  if (spec.mapping === undefined || spec.correction || spec.sent) return;
  const { columns } = source.sheet;
  const routed = new Map(target.routes.map(({ plan, name }) => [plan.source, name]));
  const mapped = columns.flatMap((column): MappingEntry['columns'] => {
    const name = routed.get(column.index);
    const override = columnOverride(spec.mapping, column);
    if (name === undefined) return override === null ? [{ heading: column.header, column: null }] : [];
    const { add: _, ...options } = override ?? {};
    return [{ heading: column.header, column: { ...options, column: name } }];
  });
  const names = new Map([...target.labels].map(([name, label]) => [label, name]));
  await saveMapping(client, {
    id: randomUUID(),
    headingFingerprint: headingFingerprint(columns.map(({ header }) => header)),
    tableId,
    columns: mapped,
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
    fileName: load.job.claim.title,
    jobId: load.job.claim.id,
  });
}
