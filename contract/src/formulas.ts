/** What a spreadsheet would take for a formula in delimited text. Apart from `index.ts`, as reader threads need none of the schemas. */
export * from './formulas/formula-guard.ts';
