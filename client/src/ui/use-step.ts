import { useState } from 'react';

/**
 * One step of what a person does, such as a button's: what runs now, and how it failed.
 * @param afterwards runs after each step, also one that failed, and belongs to it
 */
export function useStep(afterwards?: () => Promise<unknown>): {
  busy: boolean;
  error: unknown;
  run(work: () => Promise<unknown>): Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (work: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    await work().catch(setError);
    await afterwards?.();
    setBusy(false);
  };
  return { busy, error, run };
}
