/** Schemas of what runs by itself, by their names. */
import type { z } from 'zod';
import {
  Feed,
  FeedFile,
  FeedFileState,
  FeedReason,
  FeedSheet,
  FeedSheetState,
  FeedSheets,
  FeedSource,
} from '../entities/feed.ts';
import { JobLimits } from '../entities/job-limits.ts';
import {
  MissedPolicy,
  OverlapPolicy,
  Schedule,
  ScheduleRun,
  ScheduleRunState,
  ScheduleTask,
  ScheduleTiming,
} from '../entities/schedule.ts';
import { NewColumnsChoice, NewColumnsPolicy, SourceRate } from '../entities/unattended.ts';
import { ScheduledExport } from '../http/exports.ts';
import { FeedChange, FeedFiles, FeedImport, Feeds, FeedToken, NewFeed, ReceivedFeedFile } from '../http/feeds.ts';
import {
  NewSchedule,
  ScheduleChange,
  SchedulePreview,
  SchedulePreviewRequest,
  ScheduleRuns,
  Schedules,
} from '../http/schedules.ts';

export const AUTOMATION_COMPONENTS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  Feed: [Feed, 'A source of files that are imported by themselves.'],
  Feeds: [Feeds, 'Feeds, by name.'],
  FeedSource: [FeedSource, 'Where the files of a feed come from.'],
  FeedSheets: [FeedSheets, 'Which sheets of a workbook a feed imports.'],
  FeedSheet: [FeedSheet, 'A sheet of a workbook that came in by a feed, of which several are imported.'],
  FeedSheetState: [FeedSheetState, 'How far a sheet of a file of a feed is.'],
  FeedFile: [FeedFile, 'A content that came in by a feed.'],
  FeedFileState: [FeedFileState, 'How far a file of a feed is.'],
  FeedFiles: [FeedFiles, 'A page of the files of a feed, newest first.'],
  FeedReason: [FeedReason, 'Why a file of a feed waits for a person.'],
  FeedToken: [FeedToken, 'The address and the token by which files are sent into a feed.'],
  ReceivedFeedFile: [ReceivedFeedFile, 'A file that was sent into a feed.'],
  FeedImport: [FeedImport, 'A file of a feed that is to be imported.'],
  NewFeed: [NewFeed, 'A feed to make.'],
  FeedUpdate: [FeedChange, 'What changes of a feed. What is not named stays.'],
  NewColumnsChoice: [NewColumnsChoice, 'The same, or what the table says.'],
  SourceRate: [SourceRate, 'How many files of one source are imported in a minute or an hour.'],
  NewColumnsPolicy: [NewColumnsPolicy, 'What becomes of headings that the mapping of a feed does not know.'],
  JobLimits: [JobLimits, 'How long an attempt of a job may run.'],
  Schedule: [Schedule, 'Work that is done by itself at set times.'],
  Schedules: [Schedules, 'Schedules, by name.'],
  ScheduleTask: [ScheduleTask, 'What a schedule does each time.'],
  ScheduledExport: [ScheduledExport, 'An export that is made again and again.'],
  ScheduleTiming: [ScheduleTiming, 'When a schedule is due: by a cron expression, every so many minutes, or once.'],
  MissedPolicy: [MissedPolicy, 'What becomes of due times at which no server was there.'],
  OverlapPolicy: [OverlapPolicy, 'What becomes of a due time while the run before is not over.'],
  ScheduleRun: [ScheduleRun, 'One due time of a schedule, and what became of it.'],
  ScheduleRunState: [ScheduleRunState, 'How far a run of a schedule is.'],
  ScheduleRuns: [ScheduleRuns, 'A page of the runs of a schedule, newest first.'],
  NewSchedule: [NewSchedule, 'A schedule to make.'],
  ScheduleUpdate: [ScheduleChange, 'What changes of a schedule. What is not named stays.'],
  SchedulePreviewRequest: [SchedulePreviewRequest, 'When a schedule that is not saved yet is due.'],
  SchedulePreview: [SchedulePreview, 'The next times at which a schedule is due.'],
};
