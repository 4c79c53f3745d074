import type { AccountChange } from '@sheetport/contract';
import { useState } from 'react';
import { changeAccount } from '../../api/people.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';

interface AccountSender {
  state: 'idle' | 'busy' | 'done';
  error: unknown;
  /** Out: whether it was changed. */
  send(change: AccountChange): Promise<boolean>;
  /** Something was typed: what was said of the last change no longer holds. */
  reset(): void;
}

/** Changes the account, and keeps how that went. */
export function useAccountChange(): AccountSender {
  const [state, setState] = useState<AccountSender['state']>('idle');
  const [error, setError] = useState<unknown>(null);
  return {
    state,
    error,
    async send(change) {
      if (state === 'busy') return false;
      setState('busy');
      setError(null);
      try {
        queryClient.setQueryData(meQuery.queryKey, await changeAccount(change));
        for (const queryKey of [KEYS.people, KEYS.names, KEYS.sessions])
          void queryClient.invalidateQueries({ queryKey });
        setState('done');
        return true;
      } catch (error) {
        setError(error);
        setState('idle');
        return false;
      }
    },
    reset() {
      if (state === 'done') setState('idle');
      setError(null);
    },
  };
}
