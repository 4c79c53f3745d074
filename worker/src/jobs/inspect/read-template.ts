import { AppError, TemplatePlaceholders } from '@sheetport/contract';
import { settleJob } from '@sheetport/core';
import { readTemplateInThread } from '@sheetport/sheets';
import { templateKey } from '@sheetport/storage';
import { z } from 'zod';
import type { Context } from '../../runner/context.ts';
import { inJobTransaction } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';

/** What an inspection is asked that reads an export template. */
export const TemplateSpec = z.object({ templateId: z.string() });

/** Read what an export template is to be filled with. The server never opens a workbook. */
export async function readTemplateOf(
  { records }: Context,
  { claim, progress, signal, connection, openFile }: JobContext,
  id: string,
): Promise<void> {
  const template = await records.exportTemplate.findUnique({ where: { id } });
  if (!template) throw new AppError('not_found', { what: 'template' });
  progress.enter('sampling', 'find');
  const placeholders = TemplatePlaceholders.parse(await readTemplateInThread(await openFile(templateKey(id)), signal));
  progress.begin('commit');
  await inJobTransaction(connection, signal, async (client) => {
    await client.query('UPDATE sheetport.export_template SET placeholders = $2 WHERE id = $1', [
      id,
      JSON.stringify(placeholders),
    ]);
    return settleJob(client, claim.id, claim.fence, { ...progress.settlement(), result: {}, tableId: null });
  });
}
