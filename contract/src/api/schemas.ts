/**
 * The named schemas as JSON Schema 2020-12, for the descriptions of the API. A schema that reads otherwise in a request than in
 * an answer (a default makes a field optional in one and certain in the other) has two names there: its own for answers, and
 * with `Input` for requests.
 */
import { z } from 'zod';
import { apiComponents, componentName } from './components.ts';

export type JsonSchema = { [keyword: string]: unknown };
/** `input`: what may be sent. `output`: what is answered. */
export type Direction = 'input' | 'output';

const DIRECTIONS = ['input', 'output'] as const;
const REF = '#/components/schemas/';

const OPEN_REF = /^#\/(?:\$defs|components\/schemas)\/(\w+)$/;

export interface SchemaRoot {
  schema: z.ZodType;
  direction: Direction;
}

/** Writes schemas, and keeps those that were referred to. */
export interface SchemaWriter {
  /** A schema, or a reference to it where it has a name. */
  write(schema: z.ZodType, direction: Direction): JsonSchema;
  /** The name that a schema has in that direction, or undefined where it has none. */
  nameOf(schema: z.ZodType, direction: Direction): string | undefined;
  /** Every named schema that what was written refers to, by name in alphabetical order. */
  components(): Record<string, JsonSchema>;
}

/** @param roots every schema that the description will write, so that names are known before the first one is written */
export function openSchemaWriter(roots: readonly SchemaRoot[]): SchemaWriter {
  const bodies = { input: writeAll('input'), output: writeAll('output') };
  const used = { input: new Set<string>(), output: new Set<string>() };
  const reach = (value: unknown, direction: Direction): void => {
    for (const name of refsIn(value)) {
      if (used[direction].has(name)) continue;
      used[direction].add(name);
      reach(bodies[direction].get(name), direction);
    }
  };
  for (const { schema, direction } of roots) reach(draft(schema, direction), direction);
  const differing = findDiffering(bodies);
  const finalName = (name: string, direction: Direction) =>
    direction === 'input' && used.output.has(name) && differing.has(name) ? `${name}Input` : name;
  const settle = (value: unknown, direction: Direction): JsonSchema =>
    mapRefs(value, (name) => REF + finalName(name, direction)) as JsonSchema;
  return {
    write: (schema, direction) => settle(draft(schema, direction), direction),
    nameOf(schema, direction) {
      const name = componentName(schema);
      return name === undefined ? undefined : finalName(name, direction);
    },
    components() {
      const all = DIRECTIONS.flatMap((direction) =>
        [...used[direction]].map((name): [string, JsonSchema] => [
          finalName(name, direction),
          settle(bodies[direction].get(name), direction),
        ]),
      );
      return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

/** A schema with open references: one that has a name is only referred to. */
function draft(schema: z.ZodType, direction: Direction): JsonSchema {
  const name = componentName(schema);
  if (name !== undefined) return { $ref: REF + name };
  const { $schema: _, $defs: __, ...written } = z.toJSONSchema(schema, optionsFor(direction)) as JsonSchema;
  return trim(written) as JsonSchema;
}

function writeAll(direction: Direction): Map<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(apiComponents, { ...optionsFor(direction), uri: (name) => REF + name });
  return new Map(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, id: ___, ...written }]) => [
      name,
      trim(written) as JsonSchema,
    ]),
  );
}

function optionsFor(direction: Direction): Parameters<typeof z.toJSONSchema>[1] {
  return {
    io: direction,
    target: 'draft-2020-12',
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      // Later versions may answer more than this one: what a client does not know it leaves alone.
      if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties;
    },
  };
}

/** Leave out what is redundant: the range of a safe integer, the pattern of a named format. */
function trim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trim);
  if (typeof value !== 'object' || value === null) return value;
  const schema = value as JsonSchema;
  const entries = Object.entries(schema).filter(
    ([keyword, inner]) =>
      !(keyword === 'minimum' && inner === Number.MIN_SAFE_INTEGER) &&
      !(keyword === 'maximum' && inner === Number.MAX_SAFE_INTEGER) &&
      !(keyword === 'pattern' && typeof schema.format === 'string') &&
      !(keyword === 'propertyNames' && JSON.stringify(inner) === '{"type":"string"}'),
  );
  const trimmed = Object.fromEntries(entries.map(([keyword, inner]) => [keyword, trim(inner)]));
  // Beside a reference not every tool reads what else is said.
  if (typeof trimmed.$ref !== 'string' || entries.length === 1) return trimmed;
  const { $ref, ...rest } = trimmed;
  return { ...rest, allOf: [{ $ref }] };
}

/** The named schemas that read otherwise in one direction than in the other, be it only through one that they refer to. */
function findDiffering(bodies: Record<Direction, Map<string, JsonSchema>>): Set<string> {
  const differing = new Set<string>();
  for (let before = -1; before < differing.size; ) {
    before = differing.size;
    for (const [name, input] of bodies.input) {
      const output = bodies.output.get(name);
      if (JSON.stringify(input) !== JSON.stringify(output) || refsIn(input).some((other) => differing.has(other)))
        differing.add(name);
    }
  }
  return differing;
}

function refsIn(value: unknown): string[] {
  const names: string[] = [];
  mapRefs(value, (name) => {
    names.push(name);
    return name;
  });
  return names;
}

/** The same with every reference to a named schema replaced. */
function mapRefs(value: unknown, replace: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((inner) => mapRefs(inner, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([keyword, inner]) => {
      const name = keyword === '$ref' && typeof inner === 'string' ? OPEN_REF.exec(inner)?.[1] : undefined;
      return [keyword, name === undefined ? mapRefs(inner, replace) : replace(name)];
    }),
  );
}
