/** The Vietnamese texts of the home page and of what stands around all pages; `index.ts` has all. */
import { action, app, offline } from './app.ts';
import { attach, restriction } from './attach.ts';
import { correctionImports } from './correction-imports.ts';
import { counts } from './counts.ts';
import { dryRun } from './dry-run.ts';
import { edit } from './edit.ts';
import { error } from './error.ts';
import { folderList } from './folder-list.ts';
import { home } from './home.ts';
import { job } from './job.ts';
import { jobList } from './job-list.ts';
import { count, fileState, kind, phase, state, type, value } from './labels.ts';
import { progress } from './progress.ts';
import { undo } from './undo.ts';
import { upload } from './upload.ts';

export const first = {
  ...counts,
  action,
  app,
  attach,
  correctionImports,
  count,
  dryRun,
  edit,
  error,
  fileState,
  folderList,
  home,
  job,
  jobList,
  kind,
  offline,
  phase,
  progress,
  restriction,
  state,
  type,
  undo,
  upload,
  value,
} as const;
