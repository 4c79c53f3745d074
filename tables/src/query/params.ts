import { TableError } from '../sql/errors.ts';
import { quoteLiteral } from '../sql/literal.ts';

/** Where values go: an SQL text that stands for the value. Bound for statements, quoted for COPY. */
export type Params = (value: string) => string;

/** Values bound as `$1`, `$2`, …; pushed onto `values`. */
export function boundParams(values: unknown[]): Params {
  return (value) => {
    if (value.includes('\0') || !value.isWellFormed()) throw new TableError('bad_value');
    return `$${values.push(value)}`;
  };
}

/** Values as literals, for COPY, which binds none. */
export const literalParams: Params = quoteLiteral;
