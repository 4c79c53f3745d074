import type { IssueGroup, JobResult } from '@sheetport/contract';

/** What a job's result says of rows that went in with a warning: those of rules, then error cells that became blank. */
export function tellWarnings(
  blanked: readonly IssueGroup[],
  told: Pick<JobResult, 'warned' | 'warnings'> = {},
): Pick<JobResult, 'warned' | 'warnings'> {
  if (blanked.length === 0) return told;
  const most = Math.max(...blanked.map(({ count }) => count));
  return { warned: Math.max(told.warned ?? 0, most), warnings: [...(told.warnings ?? []), ...blanked] };
}
