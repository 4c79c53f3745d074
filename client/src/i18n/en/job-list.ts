/** English for the list of jobs. */

export const jobList = {
  title: 'History',
  anyKind: 'All kinds',
  anyState: 'All states',
  kind: 'Kind',
  state: 'State',
  none: 'Nothing here yet',
  noneText: 'Every import, export and inspection is kept here with its result.',
  noneFit: 'No job matches these filters',
  end: 'That is all.',
  rejectedShort: '{{count, number}} rejected',
} as const;
