import { AppError, ERRORS, type NewImport } from '@sheetport/contract';
import { queryableOf, recordAudit } from '@sheetport/core';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { findInspected, requireInspected } from '../files/find-inspected.ts';
import { openImportSource } from '../imports/import-source.ts';
import { planImport } from '../imports/plan-import.ts';
import { type NoteJob, startJobFor } from '../jobs/start-job.ts';
import { fitMapping, importOptions, LinkColumns, LinkOptions } from './link-mapping.ts';
import { findImportingMaker, type LinkRecord } from './link-state.ts';
import { readLinkPolicy } from './new-columns.ts';
import type { SentRecord } from './sent-view.ts';
import { findLinkSlot } from './source-rate.ts';

/**
 * Start the import of a sent file as soon as inspection knows its headings, or note why there is none. It is asked for when its sender
 * looks, and by the sweep. However often and at however many servers at once: one import.
 */
export async function startSent(context: Context, sent: SentRecord, link: LinkRecord): Promise<SentRecord> {
  if (sent.fileId === null || sent.jobId !== null || sent.error !== null) return sent;
  if (sent.triesAt !== null && sent.triesAt > new Date()) return sent;
  const { records } = context;
  // Which rows are no data is known at the end of its inspection.
  const inspected = await findInspected(records, sent.fileId);
  if (inspected === 'going') return sent;
  try {
    const maker = await findImportingMaker(context.access, records, link);
    if (!maker) throw new AppError('upload_link_paused');
    const file = requireInspected(inspected);
    const fit = fitMapping(file.sheets, LinkColumns.parse(link.columns));
    if ('missing' in fit)
      return await refuse(
        context,
        sent,
        new AppError('missing_headings', { headings: fit.missing.join(', ') }),
        fit.missing,
      );
    const options = LinkOptions.parse(link.options);
    if (fit.added.length > 0 && (await readLinkPolicy(records, link.tableId, options)) === 'refuse')
      throw new AppError('feed_shape', { detail: `it has new columns: ${fit.added.join(', ')}` });
    const { rate } = options;
    // Those that wait are asked again when their sender looks, and by the sweep.
    if (rate && (await findLinkSlot(context.pool, link.id, rate))) return sent;
    const body: NewImport = {
      fileId: file.id,
      sheet: fit.sheet,
      table: { id: link.tableId },
      mapping: fit.mapping,
      ...importOptions(options),
    };
    const attempt = sent.attempts === 0 ? sent.id : `${sent.id} ${sent.attempts}`;
    const idempotency = { owner: `upload link ${link.id}`, key: attempt, request: attempt };
    const plan = async () => {
      const planned = await planImport(openImportSource(context, maker), body);
      return { ...planned, spec: { ...planned.spec, sent: true } };
    };
    const note: NoteJob = async (tx, object, tableId) => {
      if (rate) {
        // One server at a time counts, and starts.
        await tx.$executeRaw`SELECT FROM sheetport.upload_link WHERE id = ${link.id}::uuid FOR NO KEY UPDATE`;
        if (await findLinkSlot(queryableOf(tx), link.id, rate)) throw new NoSlot();
      }
      await tx.sentFile.update({ where: { id: sent.id }, data: { jobId: object.id!, triesAt: null } });
      await recordAudit(tx, {
        action: 'createImport',
        outcome: 'done',
        personId: link.createdBy,
        via: 'link',
        object,
        details: { tableId, linkId: link.id },
      });
    };
    const { row, replayed } = await startJobFor(context, { id: link.createdBy }, idempotency, plan, note, 'keep');
    // A server of the version before died between the job and this.
    if (replayed) await records.sentFile.updateMany({ where: { id: sent.id, jobId: null }, data: { jobId: row.id } });
    return { ...sent, jobId: row.id, triesAt: null };
  } catch (error) {
    if (error instanceof NoSlot) return sent;
    const refusal = toAppError(error);
    // What passes is tried again when its sender looks next.
    if (ERRORS[refusal.code].retryable === true) return sent;
    return refuse(context, sent, refusal);
  }
}

/** As many files of the link were imported as it says. */
class NoSlot extends Error {}

/** Note why there is no import. What other imports are called is not for somebody outside. */
async function refuse(
  { records }: Pick<Context, 'records'>,
  sent: SentRecord,
  { code, message }: AppError,
  missing: string[] = [],
): Promise<SentRecord> {
  const error = { code, message: code === 'already_imported' ? 'These rows were sent before.' : message };
  return records.sentFile.update({ where: { id: sent.id }, data: { error, missing } });
}
