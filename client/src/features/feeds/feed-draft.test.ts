import { Feed } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { feedDraftOf, isElsewhere, isFeedWhole, isSecretKept, toFeedChange } from './feed-draft.ts';

const SOURCES: Feed['source'][] = [
  { kind: 'folder', path: '/srv/in', afterwards: 'leave' },
  { kind: 'url', url: 'https://example.com/a.csv' },
  { kind: 'inbound' },
  {
    kind: 's3',
    endpoint: 'https://s3.example.com',
    region: 'eu-central-1',
    bucket: 'orders',
    folder: 'in',
    // Not what the form would choose for this endpoint.
    pathStyle: false,
    accessKeyId: 'AK',
    afterwards: 'tag',
  },
  {
    kind: 's3',
    region: 'us-east-1',
    bucket: 'orders',
    folder: '',
    pathStyle: true,
    accessKeyId: 'AK',
    afterwards: 'move',
  },
  { kind: 'sftp', host: 'files.example.com', port: 2222, user: 'me', folder: 'in', afterwards: 'move' },
  {
    kind: 'mailbox',
    host: 'imap.example.com',
    port: 993,
    security: 'tls',
    user: 'me',
    folder: 'INBOX',
    messages: 'all',
    afterwards: 'flag',
    moveTo: 'Done',
  },
  ...[
    { tokenUrl: 'https://oauth2.googleapis.com/token', clientId: 'a' },
    {
      tokenUrl: 'https://login.microsoftonline.com/example.com/oauth2/v2.0/token',
      clientId: 'b',
      scope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
    },
    { tokenUrl: 'https://login.microsoftonline.com/example.com/oauth2/v2.0/token', clientId: 'c', scope: 'mail' },
  ].map((oauth) => ({
    kind: 'mailbox' as const,
    host: 'imap.example.com',
    port: 993,
    security: 'tls' as const,
    user: 'me',
    oauth,
    folder: 'INBOX',
    messages: 'new' as const,
    afterwards: 'leave' as const,
    moveTo: 'Imported',
  })),
];
const feedOf = (source: Feed['source'], more: Partial<Feed> = {}): Feed =>
  Feed.parse({
    id: '11111111-1111-4111-8111-111111111111',
    name: 'Orders',
    source,
    reads: null,
    hasSecret: ['s3', 'sftp', 'mailbox'].includes(source.kind),
    tableId: '11111111-1111-4111-8111-111111111111',
    headings: ['no'],
    mode: 'insert',
    onReject: 'skip',
    newColumns: 'ignore',
    limits: { softSeconds: 90, hardSeconds: 3600 },
    priority: 'low',
    retries: 2,
    rate: { files: 5, per: 'hour' },
    sheets: { which: 'named', names: ['North, East'] },
    everyMinutes: 7,
    enabled: true,
    createdBy: 'me',
    createdAt: '',
    updatedAt: '',
    nextAt: null,
    checkedAt: null,
    error: null,
    files: { loaded: 0, quarantined: 0, failed: 0 },
    ...more,
  });

test('the form of a feed that nobody touched changes nothing, whatever its source', () => {
  for (const source of SOURCES) {
    const feed = feedOf(source);
    const draft = feedDraftOf(feed, [], []);
    expect(isFeedWhole(draft, feed), source.kind).toBe(true);
    expect(toFeedChange(draft, feed), source.kind).toBeUndefined();
    expect(toFeedChange({ ...draft, name: 'New', minutes: '8' }, feed)).toEqual({ name: 'New', everyMinutes: 8 });
  }
});

test('a secret is kept for the same account alone, and only another place is said to be one', () => {
  const feed = feedOf(SOURCES.find(({ kind }) => kind === 'sftp')!);
  const draft = feedDraftOf(feed, [], []);
  const typed = (part: Partial<typeof draft.source.remote>) => ({
    ...draft,
    source: { ...draft.source, remote: { ...draft.source.remote, ...part } },
  });
  expect([isSecretKept(draft, feed), isElsewhere(draft, feed)]).toEqual([true, false]);
  const folder = typed({ folder: 'other' });
  expect([isSecretKept(folder, feed), isElsewhere(folder, feed)]).toEqual([true, true]);
  const host = typed({ host: 'evil.example.com' });
  expect([isSecretKept(host, feed), isFeedWhole(host, feed)]).toEqual([false, false]);
  expect(toFeedChange(typed({ host: 'b.example.com', secret: 'new' }), feed)).toMatchObject({
    source: { host: 'b.example.com' },
    secret: 'new',
  });
  const tidy = { ...draft, source: { ...draft.source, afterwards: 'leave' as const } };
  expect(isElsewhere(tidy, feed)).toBe(false);
  expect(toFeedChange(tidy, feed)).toMatchObject({ source: { afterwards: 'leave' } });
});
