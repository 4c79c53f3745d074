/** Calls of one caller that are recorded as refused within a minute; the log has them all. */
const PER_MINUTE = 60;
const CALLERS = 10_000;
const MINUTE_MS = 60_000;

/**
 * Keep a loop of refused calls from filling the audit trail.
 * @returns whether one more refused call of a caller is recorded
 */
export function openRefusedLimit(now: () => number = Date.now): (caller: string) => boolean {
  let counts = new Map<string, number>();
  let minute = 0;
  return (caller) => {
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute || counts.size > CALLERS) [minute, counts] = [current, new Map()];
    const count = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, count);
    return count <= PER_MINUTE;
  };
}
