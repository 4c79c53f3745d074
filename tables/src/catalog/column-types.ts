/** What Postgres needs to know of each column type. CONTRIBUTING says what a further type takes. */
import type { Column, ColumnType, Wire } from './table.ts';

/** A value of a filter: the text to bind, and the SQL around what stands for it. */
export interface Operand {
  text: string;
  sql: (param: string) => string;
}

interface TypeFacts {
  /** What a created column is in Postgres, as `format_type` writes it. */
  pg: string;
  /** Built-in types (typname) that are shown as this one, each with its wire. */
  wires: Readonly<Partial<Record<string, Wire>>>;
  /** How values compare; a `date` has a day, a `time` is of no day. */
  kind: 'text' | 'number' | 'boolean' | 'date' | 'time';
  /** The type that bounds and list values of a rule are cast to. */
  bound: (column: Column) => string;
  /** Reads a value of a filter, so that Postgres never has to refuse it; null where it is not of the type. */
  operand: (text: string, column: Column) => Operand | null;
  /** Text of a cell that does not depend on the session's settings; default `::text`. */
  shown?: (self: string, column: Column) => string;
  /** SQL of a value from its text in another type, where a mere cast would lose something. It fails where a value does not fit. */
  fromText?: (text: string) => string;
}

const INTEGER = /^[+-]?\d{1,40}$/;
const DECIMAL = /^[+-]?(\d{1,200}(\.\d{0,200})?|\.\d{1,200})(e[+-]?\d{1,3})?$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATETIME = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z?$/;
const TIME = /^(([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?|24:00(:00)?)$/;

const cast = (text: string, type: string): Operand => ({ text, sql: (param) => `${param}::${type}` });
/** JSON's form of dates and times is ISO, whatever DateStyle says. */
const iso = (self: string, { wire }: Column): string =>
  `to_json(${wire === 'timestamptz' ? `${self} AT TIME ZONE 'UTC'` : self})#>>'{}'`;

function number(text: string, { type, wire }: Column): Operand | null {
  if (!DECIMAL.test(text)) return null;
  if (type === 'integer' && INTEGER.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text))
    return cast(text, 'bigint');
  if (wire !== 'float4' && wire !== 'float8') return cast(text, 'numeric');
  const float = wire === 'float4' ? Math.fround(Number(text)) : Number(text);
  return Number.isFinite(float) ? cast(String(float), wire) : null;
}

export const POSTGRES_TYPES: Readonly<Record<ColumnType, TypeFacts>> = {
  text: {
    pg: 'text',
    wires: { text: 'text' },
    kind: 'text',
    bound: () => 'text',
    operand: (text) => cast(text, 'text'),
  },
  integer: {
    pg: 'bigint',
    wires: { int2: 'int2', int4: 'int4', int8: 'int8' },
    kind: 'number',
    bound: () => 'numeric',
    operand: number,
  },
  decimal: {
    pg: 'numeric',
    wires: { numeric: 'numeric', float4: 'float4', float8: 'float8' },
    kind: 'number',
    bound: () => 'numeric',
    operand: number,
  },
  boolean: {
    pg: 'boolean',
    wires: { bool: 'bool' },
    kind: 'boolean',
    bound: () => 'boolean',
    operand: (text) => (text === 'true' || text === 'false' ? cast(text, 'boolean') : null),
  },
  date: {
    pg: 'date',
    wires: { date: 'date' },
    kind: 'date',
    bound: () => 'date',
    operand: (text) => {
      if (DATE.test(text) && isDay(text)) return cast(text, 'date');
      return DATETIME.test(text) && isDay(text.slice(0, 10)) ? cast(text, 'timestamp') : null;
    },
    shown: iso,
  },
  datetime: {
    pg: 'timestamp without time zone',
    wires: { timestamp: 'timestamp', timestamptz: 'timestamptz' },
    kind: 'date',
    bound: ({ wire }) => (wire === 'timestamptz' ? 'timestamptz' : 'timestamp'),
    operand: (text, { wire }) => {
      if (!(DATE.test(text) || DATETIME.test(text)) || !isDay(text.slice(0, 10))) return null;
      // Zones are shown in UTC everywhere, so a value without one means UTC too.
      return wire === 'timestamp'
        ? cast(text, 'timestamp')
        : { text, sql: (param) => `(${param}::timestamp AT TIME ZONE 'UTC')` };
    },
    shown: iso,
    // A plain cast drops an offset (docs/adr/0013-time-zone-offsets-are-applied-and-stored-in-utc.md).
    fromText: (text) =>
      `CASE WHEN ${text} ~* '\\d:\\d.*(z|utc|gmt|[+-]\\d\\d(:?\\d\\d)?)\\s*$' THEN ${text}::timestamptz AT TIME ZONE 'UTC' ELSE ${text}::timestamp END`,
  },
  time: {
    pg: 'time without time zone',
    wires: { time: 'time' },
    kind: 'time',
    bound: () => 'time',
    operand: (text) => (TIME.test(text) ? cast(text, 'time') : null),
    // A plain cast drops a day and an offset; the text of a wrong one is no time.
    fromText: (text) =>
      `(CASE WHEN ${text} ~* '^\\s*\\d{1,2}:\\d\\d(:\\d\\d([.]\\d+)?)?\\s*([ap]m)?\\s*$' THEN ${text} WHEN ${text} IS NOT NULL THEN 'x' END)::time`,
  },
};

/** The type and wire of a built-in Postgres type (typname); undefined for one that is shown as text. */
export function findWire(typname: string): { type: ColumnType; wire: Wire } | undefined {
  for (const [type, { wires }] of Object.entries(POSTGRES_TYPES) as [ColumnType, TypeFacts][]) {
    const wire = Object.hasOwn(wires, typname) ? wires[typname] : undefined;
    if (wire !== undefined) return { type, wire };
  }
  return undefined;
}

/** What a created column is in Postgres; `zoned`: its moments know their time zone. */
export function createdType({ type, zoned }: { type: ColumnType; zoned?: boolean | undefined }): string {
  return type === 'datetime' && zoned === true ? 'timestamp with time zone' : POSTGRES_TYPES[type].pg;
}

function isDay(iso: string): boolean {
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) && !iso.startsWith('0000');
}
