/**
 * Writes the shapes of answers as code that needs no zod. zod and its objects would be a fifth of the script that the home page waits
 * for. `shapes.ts` is replaced in the build only: tests and the development server use the zod objects.
 */

/** What is read of a zod object (zod 4, `_zod.def`). */
export interface ZodObject {
  _zod: {
    def: {
      type: string;
      shape?: Record<string, ZodObject>;
      catchall?: ZodObject;
      element?: ZodObject;
      innerType?: ZodObject;
      getter?: () => ZodObject;
      valueType?: ZodObject;
      options?: readonly ZodObject[];
      values?: readonly unknown[];
      entries?: Record<string, unknown>;
      defaultValue?: unknown;
      checks?: readonly { _zod: { def: { format?: string } } }[];
    };
  };
}

/**
 * @returns the text of a module that exports a shape for each zod object, under the same name
 * @throws Error for a kind of zod object that is not known here, so that the build fails
 */
export function compileShapes(schemas: Record<string, ZodObject>): string {
  /** What is used several times is written once. */
  const names = new Map<string, string>();
  const keep = (code: string): string => {
    const name = names.get(code) ?? `s${names.size}`;
    names.set(code, name);
    return name;
  };
  /** What holds itself, as filters do: its name, and its code once that is whole. */
  const later = new Map<ZodObject, { name: string; code: string }>();
  const all = (parts: readonly (ZodObject | undefined)[]) => parts.map((part) => compile(part)).join();

  function compile(schema: ZodObject | undefined): string {
    if (!schema) throw new Error('A part of a zod object is missing: compile-shapes.ts does not know this kind.');
    const { def } = schema._zod;
    switch (def.type) {
      case 'number':
        if (def.checks?.some((check) => check._zod.def.format === 'safeint')) return 'whole';
        return keep(`kind('number')`);
      case 'string':
      case 'boolean':
        return keep(`kind('${def.type}')`);
      case 'null':
        return keep('oneOf(null)');
      case 'unknown':
        return 'anything';
      case 'literal':
        return keep(`oneOf(${def.values?.map((value) => JSON.stringify(value)).join()})`);
      case 'enum':
        return keep(
          `oneOf(${Object.values(def.entries ?? {})
            .map((value) => JSON.stringify(value))
            .join()})`,
        );
      case 'array':
        return keep(`list(${compile(def.element)})`);
      case 'record':
        return keep(`record(${compile(def.valueType)})`);
      case 'union':
        return keep(`either(${all(def.options ?? [])})`);
      case 'nullable':
        return keep(`either(oneOf(null),${compile(def.innerType)})`);
      case 'optional':
        return keep(`optional(${compile(def.innerType)})`);
      case 'default':
        return keep(`optional(${compile(def.innerType)},${JSON.stringify(def.defaultValue)})`);
      case 'object': {
        const parts = Object.entries(def.shape ?? {}).map(([name, part]) => `${JSON.stringify(name)}:${compile(part)}`);
        return keep(`fields({${parts.join()}}${def.catchall?._zod.def.type === 'never' ? ',true' : ''})`);
      }
      case 'lazy': {
        const known = later.get(schema);
        if (known) return known.name;
        const self = { name: `l${later.size}`, code: '' };
        later.set(schema, self);
        self.code = `later(() => ${compile(def.getter?.())})`;
        return self.name;
      }
      default:
        throw new Error(`compile-shapes.ts does not know this kind of zod object: ${def.type}`);
    }
  }

  const exports = Object.entries(schemas).map(
    ([name, schema]) => `export const ${name} = makeShape('${name}', ${compile(schema)});`,
  );
  return [
    "import { anything, either, fields, kind, later, list, makeShape, oneOf, optional, record, whole } from './read-shape.ts';",
    ...[...later.values()].map(({ name, code }) => `const ${name} = ${code};`),
    ...[...names].map(([code, name]) => `const ${name} = ${code};`),
    ...exports,
  ].join('\n');
}
