import { describe, expect, test } from 'vitest';
import { isStatementTimeout, toOutage } from './database-outage.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('an error of the database', () => {
  test.each([
    'P1001',
    'P2024',
    'ECONNREFUSED',
    'ENOTFOUND',
    'ENETUNREACH',
    '08006',
    '53300',
    '57P01',
    '57P03',
    '40P01',
  ])('with code %s is an outage', (code) => expect(toOutage(withCode(code))?.code).toBe('database_unavailable'));

  test.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Query read timeout',
    'the database system is starting up',
    'timeout exceeded when trying to connect',
    "Can't reach database server",
  ])('that says "%s" is an outage', (message) =>
    expect(toOutage(new Error(message))?.code).toBe('database_unavailable'),
  );

  test.each(['ENOSPC', 'EDQUOT', '53100'])('with code %s is a full disk, not an outage', (code) =>
    expect(toOutage(withCode(code))?.code).toBe('disk_full'),
  );

  test('is found among causes, and behind what Prisma wraps', () => {
    expect(toOutage(new Error('x', { cause: withCode('57P01') }))?.code).toBe('database_unavailable');
    const wrapped = Object.assign(new Error('x'), {
      code: 'P2010',
      meta: { driverAdapterError: { cause: { originalCode: '53100' } } },
    });
    expect(toOutage(wrapped)?.code).toBe('disk_full');
    expect(toOutage({ meta: { driverAdapterError: { cause: { kind: 'DatabaseNotReachable' } } } })?.code).toBe(
      'database_unavailable',
    );
  });

  test.each(['23505', '42P01', '57014', 'P2002', 'P2025', 'EACCES'])('with code %s is neither', (code) =>
    expect(toOutage(withCode(code))).toBeUndefined(),
  );

  test('that stopped a statement is told from the others', () => {
    expect(isStatementTimeout(new Error('x', { cause: withCode('57014') }))).toBe(true);
    expect(isStatementTimeout(withCode('57P01'))).toBe(false);
    expect(toOutage(undefined)).toBeUndefined();
  });
});
