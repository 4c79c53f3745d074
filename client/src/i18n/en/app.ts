/** English for the frame of every page. */

export const app = {
  name: 'Sheetport',
  home: 'Home',
  tables: 'Tables',
  history: 'History',
  automation: 'Automation',
  skip: 'Skip to the content',
  pages: 'Pages',
  menu: 'Settings',
  language: 'Language',
  colors: 'Colours',
  light: 'Light',
  dark: 'Dark',
  auto: 'System',
  signOut: 'Sign out',
  nothingRunning: 'Nothing is running',
  running_one: '{{count, number}} job is running',
  running_other: '{{count, number}} jobs are running',
  people: 'People',
  monitor: 'Monitor',
  account: 'Your account',
  apiDocs: 'API reference',
} as const;

export const action = {
  cancel: 'Cancel',
  close: 'Close',
  retry: 'Try again',
  reload: 'Reload the page',
  loadMore: 'Load more',
  clear: 'Clear',
  apply: 'Apply',
  seeAll: 'See all',
} as const;

export const offline = {
  text: 'Reconnecting… what you see may be up to {{age}} old.',
} as const;
