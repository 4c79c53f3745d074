export { buildApp } from './app.ts';
export { type App, type Context, queueUrls } from './context.ts';
export { BOUNDS, type Bounds, type Deps, type ServerSettings } from './deps.ts';
export { JobBroadcaster } from './realtime/job-broadcaster.ts';
