/** Vietnamese. It has one form for every number, so the `_one` texts of English have no counterpart here. */
import type { English, WithoutSingular } from '../texts.ts';
import { apiKeys } from './api-keys.ts';
import { action, app, offline } from './app.ts';
import { attach, detach, restriction } from './attach.ts';
import { audit, usage } from './audit.ts';
import { batch } from './batch.ts';
import { bulkCorrections } from './bulk-corrections.ts';
import { chains } from './chains.ts';
import { correctionImports } from './correction-imports.ts';
import { corrections } from './corrections.ts';
import { counts } from './counts.ts';
import { deletion } from './deletion.ts';
import { deliveries } from './deliveries.ts';
import { dialect } from './dialect.ts';
import { doubt } from './doubt.ts';
import { dryRun } from './dry-run.ts';
import { duplicates } from './duplicates.ts';
import { edit } from './edit.ts';
import { editPage } from './edit-page.ts';
import { edits } from './edits.ts';
import { error } from './error.ts';
import { exports } from './exports.ts';
import { feedSheets } from './feed-sheets.ts';
import { feeds } from './feeds.ts';
import { figures } from './figures.ts';
import { filter } from './filter.ts';
import { findDuplicates } from './find-duplicates.ts';
import { folderList } from './folder-list.ts';
import { formats } from './formats.ts';
import { grid } from './grid.ts';
import { hiddenData } from './hidden-data.ts';
import { history } from './history.ts';
import { home } from './home.ts';
import { importForm } from './import.ts';
import { issue, issueWith } from './issues.ts';
import { job } from './job.ts';
import { jobList } from './job-list.ts';
import { keys } from './keys.ts';
import { count, fileState, kind, phase, state, type, value } from './labels.ts';
import { mailbox } from './mailbox.ts';
import { mapping } from './mapping.ts';
import { matching } from './matching.ts';
import { monitor } from './monitor.ts';
import { nextStep } from './next-step.ts';
import { patterns } from './patterns.ts';
import { account, copy, join, people, role } from './people.ts';
import { problem } from './problems.ts';
import { progress } from './progress.ts';
import { rejects } from './rejects.ts';
import { remote } from './remote.ts';
import { repeats } from './repeats.ts';
import { replace } from './replace.ts';
import { rules } from './rules.ts';
import { runs } from './runs.ts';
import { automation, schedules } from './schedules.ts';
import { searchIndex } from './search-index.ts';
import { secondFactor } from './second-factor.ts';
import { access, folders, sharing, tableRole } from './sharing.ts';
import { sheetWarning } from './sheet-warnings.ts';
import { signIn } from './sign-in.ts';
import { table } from './table.ts';
import { tableSuggestion } from './table-suggestion.ts';
import { tables } from './tables.ts';
import { tellMe } from './tell-me.ts';
import { undo } from './undo.ts';
import { upload } from './upload.ts';
import { send, uploadLinks } from './upload-links.ts';
import { views } from './views.ts';
import { warning } from './warnings.ts';
import { webhooks } from './webhooks.ts';

export const vi: WithoutSingular<English> = {
  ...counts,
  access,
  account,
  action,
  apiKeys,
  app,
  attach,
  audit,
  automation,
  batch,
  bulkCorrections,
  chains,
  correctionImports,
  copy,
  corrections,
  count,
  deletion,
  deliveries,
  detach,
  doubt,
  dialect,
  dryRun,
  duplicates,
  edit,
  editPage,
  edits,
  error,
  exports,
  feedSheets,
  runs,
  feeds,
  fileState,
  figures,
  filter,
  findDuplicates,
  folderList,
  folders,
  grid,
  hiddenData,
  history,
  home,
  import: importForm,
  issue,
  issueWith,
  job,
  jobList,
  join,
  keys,
  kind,
  mailbox,
  mapping,
  matching,
  monitor,
  nextStep,
  offline,
  patterns,
  people,
  phase,
  problem,
  progress,
  rejects,
  remote,
  repeats,
  replace,
  restriction,
  role,
  rules,
  schedules,
  send,
  searchIndex,
  secondFactor,
  sharing,
  sheetWarning,
  signIn,
  state,
  table,
  tableRole,
  tableSuggestion,
  tables,
  type,
  tellMe,
  undo,
  upload,
  uploadLinks,
  formats,
  views,
  usage,
  value,
  warning,
  webhooks,
};
