import type { Attempt, LoggedPhase } from '@sheetport/contract';

export interface Segment {
  phase: LoggedPhase;
  /** Of the whole bar; the shares of an attempt add up to 1. */
  share: number;
  /** Nobody saw it end. */
  open: boolean;
}

/** A phase of no time is still there to be seen. */
const LEAST = 0.004;

/** The phases of an attempt as parts of a bar. One that was not seen to end reaches to the attempt's end. */
export function segmentsOf(attempt: Attempt, now = Date.now()): Segment[] {
  const end = attempt.endedAt === null ? now : Date.parse(attempt.endedAt);
  const lengths = attempt.phases.map(({ startedAt, ms }) => Math.max(0, ms ?? end - Date.parse(startedAt)));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const shares = lengths.map((length) => Math.max(LEAST, whole === 0 ? 0 : length / whole));
  const sum = shares.reduce((total, share) => total + share, 0);
  return attempt.phases.map((phase, at) => ({
    phase,
    share: (shares[at] as number) / sum,
    open: phase.ms === null,
  }));
}
