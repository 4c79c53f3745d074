/** Calls the service and holds every request and answer against the OpenAPI description: status, headers, type and shape. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';

export interface CheckedAnswer {
  status: number;
  headers: Headers;
  body: any;
}
export interface Sent {
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
}
export interface AnswerCheck {
  /** Call, and expect this status and an answer as described. */
  ask(method: string, where: string, status: number, sent?: Sent): Promise<CheckedAnswer>;
  /** The ids of the operations that were called. */
  operations: Set<string>;
}

const PROBLEM = 'application/problem+json';
const MAX_TRIES = 10;

export function openAnswerCheck(api: any, url: string, token: string): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  ajv.addFormat('binary', true);
  // A client may meet fields that it does not know; a test may not: each must be described.
  ajv.addSchema(closed(api), 'api');
  const operations = new Set<string>();

  function expectShape(pointer: string, value: unknown, about: string): void {
    const fits = ajv.validate({ $ref: `api#${pointer}` }, value);
    expect([about, fits ? [] : ajv.errors]).toEqual([about, []]);
  }

  /** Call once, and hold the request and whatever is answered against the description. */
  async function send(method: string, where: string, sent: Sent): Promise<CheckedAnswer> {
    const template = findPath(api, where.split('?')[0]!);
    const at = `/paths/${pointerPart(template)}/${method.toLowerCase()}`;
    const operation = api.paths[template][method.toLowerCase()];
    expect([method, where, operation]).toEqual([method, where, expect.anything()]);
    operations.add(operation.operationId);
    const answer = await fetch(url + where, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(sent.json !== undefined && { 'content-type': 'application/json' }),
        ...sent.headers,
      },
      ...(sent.json !== undefined && { body: JSON.stringify(sent.json) }),
      ...(sent.form && { body: sent.form }),
    });
    const { status, headers } = answer;
    const about = `${method} ${where} ${status}`;
    if (sent.json !== undefined && status < 400)
      expectShape(`${at}/requestBody/content/${JSON_TYPE}/schema`, sent.json, `${about}, request`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const type = headers.get('content-type') ?? '';
    const body = /json/.test(type) && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined;
    let place = `${at}/responses/${status}`;
    let described = operation.responses[status];
    expect([about, described, described ? '' : bytes.toString()]).toEqual([about, expect.anything(), '']);
    if (described.$ref) {
      place = described.$ref.slice(1);
      described = api.components.responses[place.split('/').at(-1)!];
    }
    for (const name of Object.keys(described.headers ?? {}).filter((one) => !OPTIONAL_HEADERS.has(one)))
      expect([about, name, headers.get(name)]).toEqual([about, name, expect.any(String)]);
    const types = Object.keys(described.content ?? {});
    if (types.length === 0) expect([about, bytes.length]).toEqual([about, 0]);
    else {
      const found = types.find((one) => bareType(one) === bareType(type));
      expect([about, type, found]).toEqual([about, type, expect.any(String)]);
      if (status >= 400) expect([about, found]).toEqual([about, PROBLEM]);
      const { schema } = described.content[found!];
      if (body !== undefined && schema.format !== 'binary')
        expectShape(`${place}/content/${pointerPart(found!)}/schema`, body, about);
    }
    return { status, headers, body };
  }

  /** As a client does: what is answered 503 with a time to wait is asked again then. */
  async function ask(method: string, where: string, status: number, sent: Sent = {}): Promise<CheckedAnswer> {
    for (let tries = 1; ; tries++) {
      const answer = await send(method, where, sent);
      const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
      if (answer.status === 503 && status !== 503 && seconds > 0 && tries < MAX_TRIES) await sleep(seconds * 1000);
      else {
        expect([method, where, answer.status, answer.status === status ? '' : answer.body]).toEqual([
          method,
          where,
          status,
          '',
        ]);
        return answer;
      }
    }
  }
  return { ask, operations };
}

/** Set only where an earlier request did the same, or where waiting helps. */
const OPTIONAL_HEADERS = new Set(['Idempotency-Replayed', 'Retry-After']);

function bareType(type: string): string {
  return type.split(';')[0]!.trim();
}

/** A part of a JSON pointer in a URI. */
function pointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The address with its parameters; one without any comes before one with. */
function findPath(api: any, where: string): string {
  const parts = where.split('/');
  const fits = Object.keys(api.paths).filter((path) => {
    const wanted = path.split('/');
    return wanted.length === parts.length && wanted.every((part, n) => part === parts[n] || part.startsWith('{'));
  });
  const [found] = fits.sort((a, b) => a.split('{').length - b.split('{').length);
  if (found === undefined) throw new Error(`the description has no ${where}`);
  return found;
}

const JSON_TYPE = pointerPart('application/json');

/** The same description with every object closed that does not say that it is open. */
function closed(part: any): any {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  // A part of a problem (`allOf`) sees only its own field.
  const isNarrowing = inner.type === 'object' && Object.keys(inner.properties ?? {}).join() === 'code';
  return inner.type === 'object' && inner.properties && inner.additionalProperties === undefined && !isNarrowing
    ? { ...inner, additionalProperties: false }
    : inner;
}
