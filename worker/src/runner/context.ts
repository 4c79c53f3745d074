import type { LaneSlots, Settings } from '@sheetport/contract';
import type { Traces } from '@sheetport/core';
import type { Records } from '@sheetport/prisma';
import type { Producer } from '@sheetport/queue';
import type { Storage } from '@sheetport/storage';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { JobHistory } from '../progress/job-history.ts';
import type { FinishedJobs } from './finished-jobs.ts';
import type { KeptConnections } from './kept-connections.ts';
import type { Profiles } from './profiles.ts';

/** What every job of this process shares. Made once in main. */
export interface Context {
  settings: Settings & { DATA_DIR: string };
  /** Short statements on the service's records. */
  pool: pg.Pool;
  /** Connections for work on people's tables. */
  connections: KeptConnections;
  records: Records;
  producer: Producer;
  /** Files of people: uploads, previews and exports. */
  storage: Storage;
  log: Logger;
  /** Name of this process in the job's row. */
  worker: string;
  /** How many jobs of each lane this process runs at once, as it stands now. */
  slots(): LaneSlots;
  /** Profiles of files that are made here. */
  profiles: Profiles;
  /** The jobs that ended here. */
  finished: FinishedJobs;
  /** What jobs took, step by step. */
  history: JobHistory;
  /** Where spans of jobs go. */
  traces: Traces;
}
