/** English for how imports that nobody watches run. */

export const runs = {
  options: 'Limits',
  priority: 'Priority',
  priorities: { high: 'High', normal: 'Normal', low: 'Low' },
  files: 'Import at most (files)',
  filesText: 'The others wait, and are imported later by themselves.',
  per: 'In each',
  minute: 'minute',
  hour: 'hour',
  tableButton: 'Automatic imports…',
  tableTitle: 'Automatic imports into {{name}}',
  tablePolicyText: 'For feeds and upload links that leave it to the table. Nobody outside adds a column by a link.',
  tableNothing: 'Each feed or link says it',
  perMinute: 'Imports a minute at most',
  perMinuteText: 'The others wait their turn. Nothing fails.',
  save: 'Save',
} as const;
