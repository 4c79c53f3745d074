/** Number formats of workbooks, and values as they show them. Nothing here imports a schema: programs without zod may use it. */
export { formatCode } from './formats/format-code.ts';
export { makeShow } from './formats/show-value.ts';
