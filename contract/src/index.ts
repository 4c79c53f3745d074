export * from './calls.ts';
export * from './errors.ts';
export * from './live.ts';
export * from './matching.ts';
export * from './queue.ts';
export * from './rejects-workbook.ts';
export * from './settings.ts';
export * from './words.ts';
