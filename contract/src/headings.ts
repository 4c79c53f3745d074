/** Headings and names of columns. Apart from `index.ts`, as reader threads need none of the schemas. */

export * from './headings/block-problem.ts';
export * from './headings/cell-address.ts';
export * from './headings/find-column.ts';
export * from './headings/join-headings.ts';
export * from './headings/name-columns.ts';
export * from './headings/template-mismatch.ts';
export * from './headings/template-rows.ts';
