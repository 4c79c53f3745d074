import type { Job } from '@sheetport/contract';
import { DryRunResult } from '../dry-run/dry-run-result.tsx';
import { UndoResult } from '../undo/undo-result.tsx';
import { CancelledJob } from './cancelled-job.tsx';
import { FailedJob } from './failed-job.tsx';
import { SucceededJob } from './succeeded-job.tsx';

/** How a job ended, in a sentence, in figures, and with what one would do next. */
export function JobResult({ job }: { job: Job }) {
  if (job.state === 'failed') return <FailedJob job={job} />;
  if (job.state === 'cancelled') return <CancelledJob job={job} />;
  if (job.result?.dryRun && job.kind !== 'edit') return <DryRunResult job={job} />;
  if (job.kind === 'undo') return <UndoResult job={job} />;
  return <SucceededJob job={job} />;
}
