import { contentOfJsonText, ERRORS, Problem } from '@sheetport/contract';
import {
  API_EXAMPLES,
  componentName,
  type JsonSchema,
  openSchemaWriter,
  type SchemaRoot,
  type SchemaWriter,
} from '@sheetport/contract/api';
import { z } from 'zod';
import { type DeclaredRoute, describeErrors, errorCodesOf, problemExamples } from './openapi-errors.ts';
import { RESPONSE_HEADERS, type ResponseHeader } from './openapi-schema.ts';

const TAGS = {
  Files: 'Upload files and see what is in them.',
  Tables: 'The tables that rows are imported into and exported from, their rules and their rows.',
  Views: 'Ways to look at tables that are saved under a name.',
  Sharing: 'Folders of tables; who may see and change which table or folder.',
  Mapping: 'Which column of a sheet goes into which column of a table.',
  Imports: 'Load a sheet into a table.',
  Exports: 'Write a table as a file.',
  Jobs: 'Work in the background: how far it is, what was rejected, corrections and undo.',
  Session: 'Sign in and out; your own account and its sessions.',
  People: 'Who uses the service, in which role; invitations and links to set a password.',
  Keys: 'API keys: what programs ask with.',
  'Upload links': 'Links by which somebody without an account sends files into a table.',
  Automation: 'What runs by itself: schedules and their runs; feeds of files.',
  Deliveries: 'Exports that are sent by e-mail, to an address, to SFTP or S3, or into a folder.',
  Webhooks: 'Addresses of other systems that are told of what happens here.',
  Audit: 'Who did what, when and from where.',
  Service: 'Whether the service works, and what it offers.',
};
const DESCRIPTION = `Spreadsheets into tables of Postgres and back, in the background.

Imports, exports and undos are jobs: the call that starts one answers 202 with the job. Ask for the job again, or watch it over
Socket.IO (\`/api/asyncapi.json\`).

Errors are \`application/problem+json\` (RFC 9457) with a \`code\`; \`x-errors\` lists all codes. Every answer has an
\`X-Request-Id\`. Numbers that JavaScript cannot hold exactly are strings.`;
const STATUS_TEXT: Readonly<Record<string, string>> = {
  200: 'Success.',
  201: 'Created.',
  202: 'Accepted: the job goes on in the background.',
  204: 'Done. There is no body.',
  303: 'The browser goes on at another address.',
  503: 'Something that the server needs does not answer.',
};

/**
 * The OpenAPI 3.1 description of routes, made of the schemas that requests and answers are checked with.
 * @param routes those to describe, each with an `operationId`
 * @param cookieName what the cookie of a session is called here
 */
export function describeRoutes(routes: readonly DeclaredRoute[], cookieName: string): object {
  // Written twice: which names the schemas get depends on all that refer to them.
  const roots: SchemaRoot[] = [{ schema: Problem, direction: 'output' }];
  const draft: Writer = {
    write(schema, direction) {
      roots.push({ schema, direction });
      return {};
    },
    nameOf: () => undefined,
  };
  describePaths(routes, draft, {});
  const writer = openSchemaWriter(roots);
  const responses: Record<string, object> = {};
  const paths = describePaths(routes, writer, responses);
  return {
    openapi: '3.1.0',
    info: { title: 'Sheetport', version: '1', description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'The server that this description is from.' }],
    security: [{ bearerToken: [] }, { sessionCookie: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: writer.components(),
      responses,
      headers: Object.fromEntries(
        Object.entries(RESPONSE_HEADERS).map(([name, description]) => [
          name,
          { description, schema: { type: 'string' } },
        ]),
      ),
      examples: problemExamples(new Set(routes.flatMap(errorCodesOf))),
      securitySchemes: {
        bearerToken: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key (`sp_…`), which acts as its person within its scopes; or the token of the owner, as it was printed at the start, with all rights.',
        },
        sessionCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName,
          description: 'Set by the printed link or by `signIn`. Each service has a name of its own for it.',
        },
      },
    },
    'x-errors': ERRORS,
  };
}

type Writer = Pick<SchemaWriter, 'write' | 'nameOf'>;

function describePaths(
  routes: readonly DeclaredRoute[],
  writer: Writer,
  responses: Record<string, object>,
): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = describeOperation(route, writer, responses);
  }
  return paths;
}

function describeOperation(route: DeclaredRoute, writer: Writer, responses: Record<string, object>): object {
  const { schema, config, method } = route;
  const isHead = method === 'HEAD';
  return {
    operationId: isHead ? (schema.headOperationId ?? schema.operationId) : schema.operationId,
    tags: schema.tags,
    summary: isHead && schema.headOperationId ? `${schema.summary}: headers only` : schema.summary,
    description: schema.description,
    ...(config.open === true && { security: [] }),
    ...asParameters(schema, writer),
    ...asBody(schema, writer),
    responses: {
      ...describeSuccess(route, writer),
      ...describeErrors(errorCodesOf(route), responses),
    },
  };
}

function asParameters({ params, querystring, headers }: DeclaredRoute['schema'], writer: Writer): object {
  const parameters = [
    ...entriesOf('path', params, writer),
    ...entriesOf('query', querystring, writer),
    ...entriesOf('header', headers, writer),
  ];
  return parameters.length > 0 ? { parameters } : {};
}

function entriesOf(place: 'path' | 'query' | 'header', schema: unknown, writer: Writer): object[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, value]) => {
    const content = jsonContent(value);
    const { description, ...written } = writer.write(value, 'input');
    // A reference stood beside the description, and is alone now.
    const [reference] = Object.keys(written).join() === 'allOf' ? (written.allOf as JsonSchema[]) : [];
    return {
      name: place === 'header' ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name,
      in: place,
      description,
      required: place === 'path' || !value.safeParse(undefined).success,
      ...(content
        ? { content: { 'application/json': { schema: writer.write(content, 'input') } } }
        : { schema: reference ?? written }),
    };
  });
}

/** What the JSON of a parameter that is JSON must be. */
function jsonContent(schema: z.ZodType): z.ZodType | undefined {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  return contentOfJsonText(inner);
}

function asBody({ body, sends }: DeclaredRoute['schema'], writer: Writer): object {
  if (sends) return { requestBody: { required: true, content: contentOf(sends.types, sends.schema) } };
  if (!(body instanceof z.ZodType)) return {};
  const given = bare(body);
  return {
    requestBody: {
      required: !body.safeParse(undefined).success,
      content: { 'application/json': describeJson(given, 'input', writer) },
    },
  };
}

/** A schema without what says that it may be missing. */
function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? bare(schema.unwrap() as z.ZodType)
    : schema;
}

function describeJson(schema: z.ZodType, direction: 'input' | 'output', writer: Writer): object {
  const examples = API_EXAMPLES[componentName(schema) ?? ''];
  return {
    schema: writer.write(schema, direction),
    ...(examples && {
      examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
    }),
  };
}

function describeSuccess({ schema, method }: DeclaredRoute, writer: Writer): Record<string, object> {
  const always = [...(schema.responseHeaders ?? []), ...(takesKey(schema) ? ['Idempotency-Replayed' as const] : [])];
  const json = Object.entries((schema.response ?? {}) as Record<string, z.ZodType>).map(([status, body]) => [
    status,
    {
      description: STATUS_TEXT[status],
      ...headersIn(status.startsWith('2') ? always : []),
      ...(body instanceof z.ZodUndefined
        ? {}
        : { content: { 'application/json': describeJson(body, 'output', writer) } }),
    },
  ]);
  const plain = Object.entries(schema.answers ?? {}).map(([status, { description, types, headers }]) => [
    status,
    {
      description,
      ...headersIn([...always, ...(headers ?? [])]),
      ...(types && method !== 'HEAD' && { content: contentOf(types, BYTES) }),
    },
  ]);
  return Object.fromEntries([...json, ...plain]);
}

const BYTES: JsonSchema = { type: 'string', format: 'binary' };

function takesKey({ headers }: DeclaredRoute['schema']): boolean {
  return headers instanceof z.ZodObject && 'idempotency-key' in headers.shape;
}

function headersIn(names: readonly ResponseHeader[]): object {
  if (names.length === 0) return {};
  return { headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])) };
}

function contentOf(types: readonly string[], schema: object): object {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}
