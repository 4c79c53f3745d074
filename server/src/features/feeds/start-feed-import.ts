import type { NewImport } from '@sheetport/contract';
import { recordAudit } from '@sheetport/core';
import type { FeedRecord, Prisma } from '@sheetport/prisma';
import { findActingPerson, TakenElsewhere } from '../../auth/acting-person.ts';
import type { Context } from '../../context.ts';
import { openImportSource } from '../imports/import-source.ts';
import { planImport } from '../imports/plan-import.ts';
import { startJobFor } from '../jobs/start-job.ts';
import { importOptions } from '../upload-links/link-mapping.ts';
import { FeedOptions } from './feed-view.ts';

export interface FeedImportPlan extends Pick<NewImport, 'sheet' | 'mapping'> {
  fileId: string;
  /** Set where several sheets of a file are imported. */
  batchId?: string;
  /** A person said that it is to be imported all the same. */
  isApproved: boolean;
}

/**
 * Start an import of a feed, with the rights that its maker has now.
 * @param note notes in the same transaction that it is started, and answers how many records it changed: with none, another server was first
 * @throws TakenElsewhere, AppError what stands in the way
 */
export async function startFeedImport(
  context: Context,
  feed: FeedRecord,
  { fileId, batchId, isApproved, ...plan }: FeedImportPlan,
  note: (tx: Prisma.TransactionClient, jobId: string | null) => Promise<number>,
): Promise<void> {
  const person = await findActingPerson(context, feed.createdBy);
  const body: NewImport = {
    fileId,
    ...plan,
    ...(batchId !== undefined && { batchId }),
    table: { id: feed.tableId },
    ...importOptions(FeedOptions.parse(feed.options)),
    ...(isApproved && { allowRepeat: true }),
  };
  await startJobFor(
    context,
    { id: person.id },
    undefined,
    async () => {
      const planned = await planImport(openImportSource(context, person), body);
      // Nobody chose its mapping anew.
      return { ...planned, spec: { ...planned.spec, sent: true } };
    },
    async (tx, object, tableId) => {
      if ((await note(tx, object.id ?? null)) === 0) throw new TakenElsewhere();
      await recordAudit(tx, {
        action: 'createImport',
        outcome: 'done',
        personId: person.id,
        via: 'service',
        object,
        details: { tableId, feedId: feed.id },
      });
    },
    'keep',
  );
}
