import { directDatabaseUrl } from '@sheetport/contract';
import type { OutgoingGuard, SecretBox } from '@sheetport/core';
import type { QueueUrls } from '@sheetport/queue';
import type { Storage } from '@sheetport/storage';
import type { Access } from './auth/access.ts';
import type { Accounts } from './auth/accounts.ts';
import type { SingleSignOn } from './auth/oidc.ts';
import type { SecondFactors } from './auth/second-factor.ts';
import type { Bounds, Deps, ServerSettings } from './deps.ts';
import type { FileIngest } from './features/files/file-ingest.ts';
import type { UploadPieces } from './features/files/upload-pieces.ts';
import type { ChooseLane } from './features/queues/lane-choice.ts';
import type { ReadLaneLoads } from './features/queues/lane-load.ts';
import type { App } from './http/app-type.ts';
import type { BoundedPool } from './http/bounded-pool.ts';
import type { Disk } from './http/disk-room.ts';
import type { AttemptLimits } from './http/rate-limits.ts';
import type { Mailer } from './mail/mailer.ts';
import type { JobBroadcaster } from './realtime/job-broadcaster.ts';

/** What routes work with. */
export interface Context extends Omit<Deps, 'bounds'> {
  bounds: Bounds;
  access: Access;
  accounts: Accounts;
  secondFactors: SecondFactors;
  singleSignOn: SingleSignOn | undefined;
  attempts: AttemptLimits;
  mailer: Mailer;
  /** Encrypts what the service has to know of other systems. */
  secretBox: SecretBox;
  /** Which addresses that people name may be connected to. */
  outgoing: OutgoingGuard;
  /** Files of people: uploads, previews and exports. */
  storage: Storage;
  pieces: UploadPieces;
  ingest: FileIngest;
  disk: Disk;
  broadcaster: JobBroadcaster;
  /** What each lane has to do, and who does it. */
  laneLoads: ReadLaneLoads;
  chooseLane: ChooseLane;
  /** For what a request wants to see of people's tables and of rejected rows. */
  browsePool: BoundedPool;
  /** For looking at a table before a job starts on it, and for changing tables. */
  preparePool: BoundedPool;
}

export type { App };

/** How to connect to the queue, by the settings. */
export function queueUrls(settings: ServerSettings): QueueUrls {
  return { databaseUrl: directDatabaseUrl(settings), redisUrl: settings.REDIS_URL };
}
