import { notifications } from '@mantine/notifications';
import type { File } from '@sheetport/contract';
import { useRef, useState } from 'react';
import { ApiError, startImport } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { randomId } from '../../api/random-id.ts';
import { applyJob } from '../../api/socket.ts';
import { markDryRun } from '../../api/started-dry-runs.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { type Chain, listBatchJobs, NO_CHAIN, startChain } from '../chains/chain.ts';
import { tellWhenDone } from '../tell-me/tell-when-done.ts';
import type { SettledChoices } from './choices.ts';
import { forgetChoices } from './choices-draft.ts';
import { makeImport } from './make-import.ts';
import type { Plan } from './plan.ts';
import { startImports } from './start-imports.ts';

/** What a press on one of the two buttons starts. */
export type StartKind = 'import' | 'dryRun';

/**
 * Starts the import or dry run of a plan, and goes to the page of its job.
 * @param batch ids of all files that came together
 */
export function useImportStart(
  file: File,
  batch: readonly string[],
): {
  start(
    what: StartKind,
    plan: Plan,
    choices: SettledChoices,
    moreSheets: readonly string[],
    chain: Chain,
    how?: { allowRepeat: true },
  ): Promise<void>;
  starting: StartKind | null;
  error: unknown;
  forgetError(): void;
} {
  const { t, i18n } = useTranslation();
  const [starting, setStarting] = useState<StartKind | null>(null);
  const [error, setError] = useState<unknown>(null);
  // The same body sent twice is one intent; a changed one is another.
  const intent = useRef({ body: '', key: '' });
  /** The imports have started: what goes wrong here is told, and keeps nobody from their page. */
  const follow = async (
    chain: Chain,
    tableId: string | undefined,
    listIds: () => Promise<string[]>,
    only: string | null,
  ) => {
    try {
      // The imports of a batch make several tables, and nobody has chosen one.
      const isOfOne = tableId !== undefined || only !== null;
      const isLinked = isOfOne && (chain.exportAs !== null || chain.deliveryId !== null);
      const links = isLinked ? await startChain(chain, await listIds(), tableId) : [];
      const last = links.at(-1) ?? only;
      if (chain.tell && last) await tellWhenDone(last, chain.tell, t);
    } catch (error) {
      const message = t('chains.notStarted', { why: formatError(error, t, i18n) });
      notifications.show({ color: 'red', autoClose: false, message });
    }
  };
  const start = async (
    what: StartKind,
    plan: Plan,
    choices: SettledChoices,
    moreSheets: readonly string[],
    chain: Chain,
    how?: { allowRepeat: true },
  ) => {
    const plannedImport = { ...makeImport(file, plan, choices), ...(what === 'dryRun' && { dryRun: true }), ...how };
    const others = what === 'import' ? moreSheets : [];
    const tableId = choices.goes === 'existing' ? plan.table?.id : undefined;
    const body = JSON.stringify([plannedImport, others]);
    if (intent.current.body !== body) intent.current = { body, key: randomId() };
    setStarting(what);
    setError(null);
    try {
      if (what === 'import' && others.length + batch.length > 0) {
        const started = await startImports(file, plan, choices, plannedImport, others, intent.current.key);
        queryClient.setQueryData(KEYS.batch(started.id), started);
        void queryClient.invalidateQueries({ queryKey: KEYS.allJobs });
        const { skipped } = started;
        if (skipped > 0)
          notifications.show({ color: 'yellow', autoClose: false, message: t('repeats.skipped', { count: skipped }) });
        await follow(chain, tableId, () => listBatchJobs(started.id), null);
        forgetChoices(file.id);
        return void (await navigate({ to: '/batch/jobs', search: { batch: started.id, files: [...batch] } }));
      }
      const job = learnJob(await startImport(plannedImport, intent.current.key));
      await follow(
        what === 'import' ? chain : { ...NO_CHAIN, tell: chain.tell },
        tableId,
        async () => [job.id],
        job.id,
      );
      if (what === 'dryRun') markDryRun(job.id);
      else forgetChoices(file.id);
      applyJob(queryClient, job);
      await navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
    } catch (error) {
      // What was refused may be right once the table or the file has changed: the next press is a new intent.
      if (error instanceof ApiError) intent.current = { body: '', key: '' };
      setError(error);
      setStarting(null);
    }
  };
  return { start, starting, error, forgetError: () => setError(null) };
}
