/** People for tests of the server. Not part of the package. */
import { randomUUID } from 'node:crypto';
import type { Role } from '@sheetport/contract';
import type { Proof } from '../auth/accounts.ts';
import { codeOf, stepAt } from '../auth/totp.ts';
import { savePassword } from '../features/people/find-person.ts';
import type { TestServer } from './test-server.ts';

export interface TestPerson {
  id: string;
  email: string;
  /** `Cookie` header of a browser that is signed in. */
  cookie: string;
  /** A call from that browser; an object becomes a JSON body. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
}

/** The same call as a person who is signed in with a cookie. */
export function callWith(server: TestServer, cookie: string): TestPerson['call'] {
  return (method, path, body) =>
    fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
}

/** Another browser of a person, without the form. */
export async function startSession(server: TestServer, personId: string, proof: Proof = 'password'): Promise<string> {
  const { accounts } = server.app.context;
  const value = await accounts.startSession(personId, { address: '192.0.2.7', browser: 'test' }, proof);
  return `${accounts.cookieName}=${value}`;
}

/** Add a person who is signed in. */
export async function addPerson(server: TestServer, role: Role, password?: string): Promise<TestPerson> {
  const id = randomUUID();
  const email = `${id}@example.com`;
  await server.records.person.create({ data: { id, name: `A ${role}`, email, role } });
  if (password !== undefined)
    await savePassword(server.records, id, await server.app.context.accounts.hashPassword(password));
  const cookie = await startSession(server, id);
  return { id, email, cookie, call: callWith(server, cookie) };
}

/** Switch a person's second factor on. Out: its secret in base32, and the recovery codes. */
export async function addSecondFactor(
  server: TestServer,
  personId: string,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secondFactors } = server.app.context;
  const { secret } = await secondFactors.begin(personId, 'test');
  // The code of the half minute before: those of now and of the next one are still to be used.
  const recoveryCodes = await secondFactors.confirm(personId, codeOf(secret, stepAt(Date.now()) - 1));
  return { secret, recoveryCodes };
}
