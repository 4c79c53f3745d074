/** English for the progress of a job. */

export const progress = {
  label: 'Progress of {{title}}',
  text: '{{percent}}, {{phase}}',
  rowsOf: '{{done}} of {{total}} rows',
  rowsReadOf: '{{done}} of {{total}} rows read',
  rowsRead_one: '{{count, number}} row read',
  rowsRead_other: '{{count, number}} rows read',
  rowsDone_one: '{{count, number}} row',
  rowsDone_other: '{{count, number}} rows',
  rate: '{{rate}} rows/s',
  left: 'about {{time}} left',
  elapsed: '{{time}} so far',
  position_zero: 'Next in the queue',
  position_one: '{{count, number}} job before this one',
  position_other: '{{count, number}} jobs before this one',
  startsIn: 'starts in about {{time}}',
  started: '{{title}} has started',
  milestone: '{{percent}} of {{title}} done',
  succeeded: '{{title}} is done',
  failed: '{{title}} has failed',
  cancelled: '{{title}} was cancelled',
} as const;
