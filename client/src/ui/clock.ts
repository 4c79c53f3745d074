import { useEffect, useState } from 'react';
import { serverNow } from '../api/api.ts';

/** The service's time, told again every `everyMs` while `running`. */
export function useServerClock(everyMs: number, running = true): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    setNow(serverNow());
    if (!running) return;
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, running]);
  return now;
}
