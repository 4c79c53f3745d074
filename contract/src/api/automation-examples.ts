/** How requests and answers about what runs by itself look. A test checks each against its schema. */
import type { z } from 'zod';
import type { Feed, FeedFile } from '../entities/feed.ts';
import type { Schedule, ScheduleRun } from '../entities/schedule.ts';
import type { FeedChange, FeedFiles, FeedImport, Feeds, NewFeed } from '../http/feeds.ts';
import type { NewSchedule, ScheduleChange, SchedulePreview, ScheduleRuns, Schedules } from '../http/schedules.ts';

const TABLE_ID = '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03';
const AT = '2026-01-15T09:30:00.000Z';

const newSchedule: z.input<typeof NewSchedule> = {
  name: 'Orders for the sales team',
  task: { kind: 'export', export: { tableId: TABLE_ID, format: 'xlsx' } },
  timing: { kind: 'cron', cron: '30 7 * * 1-5' },
  timeZone: 'Asia/Ho_Chi_Minh',
};
const deletion: z.input<typeof NewSchedule> = {
  name: 'Old files',
  task: { kind: 'deletion', olderThanDays: 365 },
  timing: { kind: 'interval', minutes: 1440 },
  timeZone: 'UTC',
  missed: 'skip',
};
const feedTask: z.input<typeof NewSchedule> = {
  name: 'Orders on workdays',
  task: { kind: 'feed', feedId: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c94' },
  timing: { kind: 'cron', cron: '0 6 * * 1-5' },
  timeZone: 'Europe/Berlin',
  overlap: 'queue',
};
const run: ScheduleRun = {
  id: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c91',
  dueAt: '2026-01-16T00:30:00.000Z',
  manual: false,
  state: 'succeeded',
  attempts: 1,
  nextTryAt: null,
  jobId: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c92',
  error: null,
  deleted: null,
  startedAt: '2026-01-16T00:30:00.412Z',
  finishedAt: '2026-01-16T00:30:02.120Z',
};
const schedule: Schedule = {
  id: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c90',
  name: 'Orders for the sales team',
  task: { kind: 'export', export: { tableId: TABLE_ID, format: 'xlsx' } },
  timing: { kind: 'cron', cron: '30 7 * * 1-5' },
  timeZone: 'Asia/Ho_Chi_Minh',
  startsAt: null,
  endsAt: null,
  enabled: true,
  missed: 'once',
  overlap: 'skip',
  retries: 3,
  limits: null,
  createdBy: 'owner',
  createdAt: AT,
  updatedAt: AT,
  nextAt: '2026-01-19T00:30:00.000Z',
  lastRun: run,
};
const schedules: Schedules = { schedules: [schedule] };
const change: z.input<typeof ScheduleChange> = { enabled: false };
const runs: ScheduleRuns = { runs: [run], next: null };
const preview: SchedulePreview = { runs: [{ at: '2026-01-19T00:30:00.000Z', moved: false }] };

const MAPPING_ID = '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c93';
const newFeed: z.input<typeof NewFeed> = {
  name: 'Orders of the shop',
  source: { kind: 'folder', path: '/srv/incoming/orders', afterwards: 'move' },
  tableId: TABLE_ID,
  mappingId: MAPPING_ID,
  newColumns: 'refuse',
};
const ofAddress: z.input<typeof NewFeed> = {
  name: 'Rates',
  source: { kind: 'url', url: 'https://example.com/rates.csv' },
  tableId: TABLE_ID,
  mappingId: MAPPING_ID,
  mode: 'upsert',
  sheets: { which: 'named', names: ['Euro', 'Dollar'] },
  everyMinutes: 60,
};
const ofBucket: z.input<typeof NewFeed> = {
  name: 'Orders of the warehouse',
  source: {
    kind: 's3',
    region: 'eu-central-1',
    bucket: 'warehouse',
    folder: 'orders',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    afterwards: 'move',
  },
  secret: 'the secret access key',
  tableId: TABLE_ID,
  mappingId: MAPPING_ID,
};
const ofMailbox: z.input<typeof NewFeed> = {
  name: 'Orders by e-mail',
  source: {
    kind: 'mailbox',
    host: 'imap.example.com',
    user: 'orders@example.com',
    from: '@shop.example',
    afterwards: 'flag',
  },
  secret: 'the password of the mailbox',
  tableId: TABLE_ID,
  mappingId: MAPPING_ID,
};
const feedFile: FeedFile = {
  id: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c95',
  name: 'orders-2026-01-15.csv',
  bytes: 18_211,
  state: 'quarantined',
  reason: {
    code: 'feed_shape',
    message: 'The file is not as the table expects: it has new columns: Discount.',
    missing: [],
    added: ['Discount'],
    doubtful: [],
  },
  fileId: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c96',
  jobId: null,
  batchId: null,
  sheets: [],
  undone: false,
  moved: false,
  triesAt: null,
  seenAt: AT,
  finishedAt: null,
};
const feed: Feed = {
  id: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c94',
  name: 'Orders of the shop',
  source: { kind: 'folder', path: '/srv/incoming/orders', afterwards: 'move' },
  reads: null,
  hasSecret: false,
  tableId: TABLE_ID,
  headings: ['Order no', 'Quantity'],
  mode: 'insert',
  onReject: 'skip',
  newColumns: 'refuse',
  sheets: { which: 'first' },
  limits: { softSeconds: 600, hardSeconds: 660 },
  priority: 'normal',
  retries: 3,
  rate: { files: 10, per: 'minute' },
  everyMinutes: 5,
  enabled: true,
  createdBy: 'owner',
  createdAt: AT,
  updatedAt: AT,
  nextAt: '2026-01-15T09:35:00.000Z',
  checkedAt: AT,
  error: null,
  files: { loaded: 12, quarantined: 1, failed: 0 },
};
const feeds: Feeds = { feeds: [feed], folders: ['/srv/incoming'] };
const feedFiles: FeedFiles = { files: [feedFile], next: null };
const TOKEN = 'sf_0199c1a27c1e7a559d0e3f6f5a2b1c94_a-secret-of-43-characters';
const feedChange: z.input<typeof FeedChange> = { everyMinutes: 15 };
const feedImport: z.input<typeof FeedImport> = { feedFileId: feedFile.id };

/** By the name of the component. */
export const AUTOMATION_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Feed: { folder: feed },
  Feeds: { list: feeds },
  NewFeed: { folder: newFeed, address: ofAddress, bucket: ofBucket, mailbox: ofMailbox },
  FeedUpdate: { lessOften: feedChange },
  FeedFile: { newColumn: feedFile },
  FeedFiles: { page: feedFiles },
  FeedToken: { made: { token: TOKEN, path: `/api/feed-files?token=${TOKEN}` } },
  ReceivedFeedFile: { fresh: { id: feedFile.id, state: 'reading', known: false } },
  FeedImport: { anyway: feedImport },
  Schedule: { weekdays: schedule },
  Schedules: { list: schedules },
  NewSchedule: { weekdays: newSchedule, deletion, feed: feedTask },
  ScheduleUpdate: { off: change },
  SchedulePreviewRequest: { weekdays: { timing: newSchedule.timing, timeZone: newSchedule.timeZone } },
  SchedulePreview: { next: preview },
  ScheduleRun: { done: run },
  ScheduleRuns: { page: runs },
  JobLimits: { both: { softSeconds: 600, hardSeconds: 900 } },
};
