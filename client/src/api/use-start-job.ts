import type { Job } from '@sheetport/contract';
import { useRef, useState } from 'react';
import { navigate } from '../routing/router.ts';
import { ApiError } from './api.ts';
import { learnJob } from './job-cache.ts';
import { queryClient } from './queries.ts';
import { randomId } from './random-id.ts';
import { applyJob } from './socket.ts';

/**
 * Start a job from another and go to its page. The same intent pressed twice, or again after a lost answer, starts one job;
 * `what` tells intents apart where the call carries a body.
 */
export function useStartJob(): {
  start(call: (intent: string) => Promise<Job>, what?: string): Promise<boolean>;
  busy: boolean;
  error: unknown;
  forget(): void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const intent = useRef({ what: '', key: '' });
  const start = async (call: (intent: string) => Promise<Job>, what = 'it'): Promise<boolean> => {
    if (intent.current.what !== what) intent.current = { what, key: randomId() };
    setBusy(true);
    setError(null);
    try {
      const job = learnJob(await call(intent.current.key));
      intent.current = { what: '', key: '' };
      applyJob(queryClient, job);
      await navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
      return true;
    } catch (error) {
      // What was refused now may be right later: the next press is a new intent.
      if (error instanceof ApiError) intent.current = { what: '', key: '' };
      setError(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { start, busy, error, forget: () => setError(null) };
}
