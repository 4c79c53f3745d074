import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAdvisories, judge, newerBuilds } from './audit.ts';

const REPORT = {
  vulnerabilities: {
    inner: {
      via: [
        {
          name: 'inner',
          severity: 'high',
          title: 'Runs what it reads',
          url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
        },
      ],
    },
    outer: { via: ['inner'] },
  },
};

test('an advisory counts once, unless it is accepted and the date has not passed', () => {
  const findings = findAdvisories(REPORT);
  expect(findings.map(({ id }) => id)).toEqual(['GHSA-aaaa-bbbb-cccc']);
  expect(judge(findings, [], '2026-12-01')).toEqual([
    'GHSA-aaaa-bbbb-cccc: inner (high): Runs what it reads https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  ]);
  const accepted = [{ id: 'GHSA-aaaa-bbbb-cccc', until: '2026-12-31', why: 'never called' }];
  expect(judge(findings, accepted, '2026-12-31')).toEqual([]);
  expect(judge(findings, accepted, '2027-01-01')).toHaveLength(1);
  expect(() => findAdvisories({})).toThrow();
});

test('only builds of the same major version count as newer', () => {
  const published = [
    '17.10.0-beta.17',
    '18.4.0-beta.17',
    '18.10.0-beta.2',
    '18.4.0-beta.18',
    '18.3.0-beta.20',
    '19.0.0-beta.1',
  ];
  expect(newerBuilds('18.4.0-beta.17', published)).toEqual(['18.4.0-beta.18', '18.10.0-beta.2']);
  expect(newerBuilds('18.10.0-beta.2', published)).toEqual([]);
});

test('what is accepted has a reason and a date', () => {
  const accepted = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'audit-accepted.json'), 'utf8'));
  for (const entry of accepted) {
    expect(entry).toEqual({
      id: expect.any(String),
      until: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      why: expect.stringMatching(/.{20}/),
    });
  }
});
