import { Gauge, type Registry } from 'prom-client';
import { expectWaits, type LaneLoad, type ReadLaneLoads } from '../features/queues/lane-load.ts';

/** What is measured of each lane; null where there is nothing to say. */
const LANE_GAUGES: readonly [name: string, help: string, measureOf: (load: LaneLoad) => number | null][] = [
  ['sheetport_lane_waiting_jobs', 'Jobs that wait in a lane', ({ waiting }) => waiting],
  ['sheetport_lane_running_jobs', 'Jobs of a lane that run', ({ running }) => running.length],
  ['sheetport_lane_slots', 'Jobs of a lane that all live workers run at once', ({ slots }) => slots],
  ['sheetport_lane_workers', 'Live workers that take jobs of a lane', ({ workers }) => workers],
  ['sheetport_lane_paused', 'Whether the owner has paused a lane', ({ paused }) => Number(paused)],
  [
    'sheetport_lane_oldest_wait_seconds',
    'How long the job that waits longest in a lane has waited',
    ({ oldestWaitSeconds }) => oldestWaitSeconds ?? 0,
  ],
  [
    'sheetport_lane_expected_wait_seconds',
    'How long a job that came to a lane now would probably wait',
    (load) => expectWaits(load, load.waiting + 1).at(-1) ?? null,
  ],
];

/** Gauges of all lanes, as the service's records tell them: the same from each server, and with each queue. */
export function measureLanes(registry: Registry, laneLoads: ReadLaneLoads): void {
  for (const [name, help, measureOf] of LANE_GAUGES) {
    new Gauge({
      name,
      help,
      labelNames: ['lane'],
      registers: [registry],
      async collect() {
        const loads = await laneLoads().catch(() => []);
        this.reset();
        for (const load of loads) {
          const value = measureOf(load);
          if (value !== null) this.set({ lane: load.lane }, value);
        }
      },
    });
  }
}
