/** Sends corrections of an import's rejected rows as a new import. */
import type { Job, NewCorrections } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sendCorrections } from '../../api/api.ts';
import { countQuery, detailsQuery, issuesQuery, queryClient, tableQuery } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { type CorrectionsDraft, rowsToSend } from './edits.ts';
import { keyFor } from './issue-group.ts';

/** Rows of one call that are edited one by one, by the contract. */
export const MAX_ROWS = 10_000;

/**
 * @param updateKey the key by which rows that exist already are updated; null where they stay rejected
 */
export function useCorrectionSender(
  job: Job,
  { edits, bulk }: CorrectionsDraft,
  updateKey: readonly string[] | null,
): { sendEdited(): void; sendAll(): void; busy: boolean; error: unknown; forget(): void } {
  const { start, busy, error, forget } = useStartJob();
  const mode = updateKey ? { mode: 'upsert' as const, ...(updateKey.length > 0 ? { key: [...updateKey] } : {}) } : {};
  const send = (body: NewCorrections) =>
    void start((intent) => sendCorrections(job.id, body, intent), JSON.stringify(body)).then((started) => {
      // Most likely somebody else has corrected some of them: show what is pending now.
      if (!started) void queryClient.invalidateQueries({ queryKey: KEYS.rejectsOf(job.id) });
    });
  const rows = () => rowsToSend(edits, [...edits.keys()].slice(0, MAX_ROWS));
  const ownRows = () => (edits.size > 0 ? { rows: rows() } : {});
  return {
    sendEdited: () => send(bulk.length === 0 ? { rows: rows(), ...mode } : { bulk, ...ownRows(), ...mode }),
    sendAll: () => send({ bulk: [...bulk, { where: {}, cells: {} }], ...ownRows(), ...mode }),
    busy,
    error,
    forget,
  };
}

/** How many rows are edited; null while those of bulk corrections are counted. */
export function useEditedCount(job: Job, { edits, bulk }: CorrectionsDraft): number | null {
  const which = useMemo(
    () => ({ filters: bulk.map(({ where }) => where), rows: [...edits.keys()].slice(0, MAX_ROWS) }),
    [edits, bulk],
  );
  const { data } = useQuery({ ...countQuery(job.id, which), enabled: bulk.length > 0 });
  return bulk.length > 0 ? (data ?? null) : edits.size;
}

/** The key by which rows that exist already can be updated, if a pending reject is such a row. */
export function useUpdateKey(job: Job): string[] | null {
  const { data: groups } = useQuery(issuesQuery(job.id));
  const { data: table } = useQuery({ ...tableQuery(job.tableId ?? ''), enabled: job.tableId !== null });
  const effective = useQuery(detailsQuery(job)).data?.effective;
  for (const group of groups ?? []) {
    const key = keyFor(group, table, effective);
    if (key) return key;
  }
  return null;
}
