/** What tests and tools may use of the launcher. */
export { checkExternalDatabase } from './external-database.ts';
export { freePort } from './free-port.ts';
export { postgresPackage } from './postgres/binaries.ts';
export { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './postgres/postgres.ts';
export { isAlive, waitForEnd } from './process-identity.ts';
export { findRedis, startRedis, type ThrowawayRedis } from './redis.ts';
export { StartupError } from './startup-error.ts';
