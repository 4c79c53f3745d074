import type { JobKind, Lane } from '@sheetport/contract';
import { decideLane, type ExpectedCost } from '@sheetport/core';
import type { ReadLaneLoads } from './lane-load.ts';

/** The lane in which a new job waits, by its expected cost. */
export type ChooseLane = (kind: JobKind, cost: ExpectedCost) => Promise<Lane>;

/**
 * Chooses lanes. While all live workers are of a version before lanes, as in an upgrade that begins with the servers, a job waits where
 * these look: its own lane would have nobody.
 */
export function openLaneChoice(laneLoads: ReadLaneLoads): ChooseLane {
  return async (kind, cost) => {
    const lane = decideLane(kind, cost);
    // Workers of each version take these.
    if (lane === 'inspect' || lane === 'large') return lane;
    const own = await laneLoads().then(
      (loads) => loads.find((load) => load.lane === lane),
      () => undefined,
    );
    if (!own || own.workers > 0 || own.olderWorkers === 0) return lane;
    return kind === 'inspect' ? 'inspect' : 'large';
  };
}
