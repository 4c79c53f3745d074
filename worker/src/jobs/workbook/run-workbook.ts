import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { AppError, type JobResult, type WorkbookRequest } from '@sheetport/contract';
import {
  countPendingRejects,
  fingerprintTemplate,
  headingsOf,
  planTemplate,
  READ_IN_KEY_ORDER,
  readImportSpec,
  readPendingPages,
  type StoredReject,
} from '@sheetport/core';
import { exportKey } from '@sheetport/storage';
import type pg from 'pg';
import { expectWorkbook } from '../../progress/expected-steps.ts';
import type { Context } from '../../runner/context.ts';
import { withJobConnection } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { publishDraft } from '../export/publish-draft.ts';
import { TEMPLATE_WORDS } from './template-texts.ts';
import { writeRejectsWorkbook } from './write-rejects.ts';
import { writeTemplate } from './write-template.ts';

/** Rows asked for at a time; between two pages others are served. */
const PAGE_ROWS = 500;
const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Write rejects to correct, or a template to fill in: one instant, published whole or not at all (docs/promises.md, P30 and P31). */
export async function runWorkbook(context: Context, job: JobContext, request: WorkbookRequest): Promise<void> {
  const { claim, signal, connection, progress } = job;
  const draft = context.storage.draft(exportKey(claim.id), claim.fence);
  try {
    await withJobConnection(connection, signal, async (transact) => {
      let result: Omit<JobResult, 'bytes'> = {};
      progress.enter('querying', 'open');
      await transact(async (client) => {
        result =
          'rejectsOf' in request
            ? await writeRejects(context, job, client, request, draft.path)
            : await writeImportTemplate(context, job, client, request, draft.path);
        return true;
      }, SNAPSHOT);
      const name = `${claim.title}.xlsx`;
      await publishDraft(context, job, transact, draft, { ...result, name, format: 'xlsx' });
    });
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** @throws AppError `not_found`, `no_pending_rejects` where all were corrected meanwhile */
async function writeRejects(
  { records }: Context,
  { progress, signal }: JobContext,
  client: pg.Client,
  { rejectsOf, hidesReferences }: Extract<WorkbookRequest, { rejectsOf: string }>,
  draft: string,
): Promise<Pick<JobResult, 'fingerprint'>> {
  const source = await records.job.findUnique({
    where: { id: rejectsOf },
    include: { file: { select: { sheets: true } } },
  });
  if (!source) throw new AppError('not_found', { what: 'job' });
  await client.query(READ_IN_KEY_ORDER);
  const { rows: total, fingerprint } = await countPendingRejects(client, rejectsOf);
  progress.advance(0, 0, total);
  progress.expect(expectWorkbook('rejects', total));
  progress.enter('writing', 'write');
  const pages = readPendingPages(client, rejectsOf, PAGE_ROWS);
  const first = await pages.next();
  if (first.done) throw new AppError('no_pending_rejects');
  const spec = readImportSpec(source.spec);
  const out = createWriteStream(draft);
  let done = 0;
  const count = (rows: number) => {
    done += rows;
    progress.advance(done / Math.max(total, done), done);
    progress.count({ read: done });
  };
  const counted = async function* (): AsyncGenerator<StoredReject[]> {
    yield first.value;
    count(first.value.length);
    for await (const page of pages) {
      signal.throwIfAborted();
      yield page;
      count(page.length);
    }
  };
  try {
    const plan = {
      first: spec?.correction?.firstJobId ?? source.id,
      isCorrectable: source.kind === 'import' && source.state === 'succeeded' && spec?.dryRun !== true,
      columns: headingsOf({ ...source, file: source.state === 'failed' ? source.file : null }, first.value),
      pages: counted(),
      hidesReferences,
    };
    await Promise.all([writeRejectsWorkbook(out, plan), finished(out)]);
  } catch (error) {
    out.destroy();
    throw error;
  }
  return { fingerprint };
}

/** @throws AppError `not_found`, `invalid_rule` */
async function writeImportTemplate(
  { records }: Context,
  { progress }: JobContext,
  client: pg.Client,
  { templateOf, language, shown }: Extract<WorkbookRequest, { templateOf: string }>,
  draft: string,
): Promise<Pick<JobResult, 'fingerprint'>> {
  const table = await records.table.findUnique({ where: { id: templateOf } });
  if (!table) throw new AppError('not_found', { what: 'table' });
  progress.expect(expectWorkbook('template', 0));
  const plan = await planTemplate(client, table, new Set(shown));
  progress.enter('writing', 'write');
  await writeFile(draft, await writeTemplate(plan, TEMPLATE_WORDS[language]));
  return { fingerprint: fingerprintTemplate(plan) };
}
