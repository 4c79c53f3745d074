/** The named schemas of the API, their examples, and the description of the events. Apart from `index.ts`, as browsers need none of it. */
export * from './api/components.ts';
export * from './api/events.ts';
export * from './api/examples.ts';
export * from './api/schemas.ts';
