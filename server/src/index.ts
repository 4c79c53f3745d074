export { buildApp } from './app.ts';
export { type App, BOUNDS, type Bounds, type Context, type Deps, queuePlace, type ServerSettings } from './context.ts';
export { Relay } from './relay.ts';
