import { useState } from 'react';

/** One step of a dialog: what runs now, and how it failed. */
export function useStep(): { busy: boolean; error: unknown; run(work: () => Promise<void>): Promise<void> } {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    await work().catch(setError);
    setBusy(false);
  };
  return { busy, error, run };
}
