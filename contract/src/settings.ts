/** Settings from the environment, read once and checked. docs/settings.md lists the same names. */
import { z } from 'zod';
import { ROLES } from './access/permissions.ts';
import { MAX_CONCURRENCY } from './http/queues.ts';
import { LANES } from './queue/queue-messages.ts';
import { Networks, TrustProxy } from './trusted-proxies.ts';

const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Names in lower case, separated by commas. */
const commaList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter(Boolean),
  );

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://');

/** Folders, separated by commas. */
const folderList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((folder) => folder.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.string().regex(/^(\/|[A-Za-z]:[\\/])/, 'must be whole paths, separated by commas')));

export const Settings = z.object({
  PORT: whole(0, 65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: postgresUrl,
  /** The same database without a connection pooler in between, where DATABASE_URL leads through one in transaction mode. */
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .optional(),
  OWNER_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** Encrypts second factors and what the service has to know of other systems; unset, OWNER_TOKEN does. */
  ENCRYPTION_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  /** A browser session ends when it is not used for so long, and at the latest after SESSION_MAX_HOURS. */
  SESSION_IDLE_HOURS: whole(1, 24 * 365).default(24 * 7),
  SESSION_MAX_HOURS: whole(1, 24 * 365).default(24 * 30),
  /** Large jobs that a worker runs at once; the three below have slots of their own. */
  WORKER_CONCURRENCY: whole(1, MAX_CONCURRENCY).default(2),
  WORKER_SMALL_CONCURRENCY: whole(1, MAX_CONCURRENCY).default(2),
  WORKER_INSPECT_CONCURRENCY: whole(1, MAX_CONCURRENCY).default(2),
  WORKER_EXPORT_CONCURRENCY: whole(1, MAX_CONCURRENCY).default(1),
  /** The lanes that a worker takes jobs from; separated by commas. */
  WORKER_LANES: z
    .string()
    .default(LANES.join(','))
    .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
    .pipe(z.array(z.enum(LANES, `must be some of ${LANES.join(', ')}, separated by commas`)))
    .transform((lanes) => [...new Set(lanes)]),
  /** What a worker may take in memory, with the processes that it starts, in MiB; unset, it depends on the machine (memory-budget.ts in worker). */
  WORKER_MEMORY_MB: whole(1024, 1024 ** 2).optional(),
  /** How long Postgres may work on what one request wants to see of a table. */
  BROWSE_TIMEOUT_MS: whole(100, 600_000).default(15_000),
  /** Connections for such requests; all others have connections of their own. */
  BROWSE_CONNECTIONS: whole(1, 100).default(4),
  MAX_FILE_BYTES: whole(1, Number.MAX_SAFE_INTEGER).default(1024 ** 3),
  /** Kept free on the disk with DATA_DIR; unset, it depends on the size of the disk (disk-room.ts), and 0 keeps nothing. */
  DISK_RESERVE_BYTES: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  /** A bucket of S3 for files of people, instead of DATA_DIR; credentials are those that AWS' own tools find. */
  S3_BUCKET: z.string().min(3).max(63).optional(),
  /** For other servers that speak S3. */
  S3_ENDPOINT: z
    .string()
    .regex(/^https?:\/\//, 'must start with http:// or https://')
    .optional(),
  S3_REGION: z.string().min(1).optional(),
  /** Keys in the bucket begin with it. */
  S3_PREFIX: z.string().min(1).optional(),
  /** The bucket in the path of an address, not in the name of its host. */
  S3_FORCE_PATH_STYLE: flag.default(false),
  /** Bytes on the disk of a worker that files of the bucket may take while they are read. */
  S3_CACHE_BYTES: whole(0, Number.MAX_SAFE_INTEGER).default(4 * 1024 ** 3),
  /** Folders of the server whose files feeds may import, with those below them; separated by commas. */
  FEED_FOLDERS: folderList,
  /** Names, besides HOST and localhost, by which browsers may reach the server; separated by commas. */
  ALLOWED_HOSTS: commaList,
  /** The Postgres schema in which people's tables are made. */
  TABLES_SCHEMA: z.string().min(1).max(63).default('public'),
  /** The server that takes the service's e-mail; without it none is sent. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
    .optional(),
  /** Who e-mail is from, as `name@example.com` or `Name <name@example.com>`. */
  MAIL_FROM: z.string().min(3).optional(),
  /** The address by which people reach the service. Links in e-mail begin with it: what a request says of itself is not believed. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine((text) => /^https?:\/\/[^/?#@]+\/?$/.test(text), 'must be the address of a site, without a path')
    .transform((text) => text.replace(/\/$/, ''))
    .optional(),
  /** A provider of OpenID Connect with which people sign in; its address is that of its issuer. */
  OIDC_ISSUER: z
    .string()
    .regex(
      /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/,
      'must start with https://; http:// works on this machine alone',
    )
    .optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  /** Unset for a public client. */
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What the button says. */
  OIDC_NAME: z.string().min(1).max(40).default('single sign-on'),
  OIDC_SCOPE: z
    .string()
    .default('openid email profile')
    .refine((text) => text.split(' ').includes('openid'), 'must have openid'),
  /** Whoever has a verified e-mail address of these domains may come in, without an invitation; separated by commas. */
  OIDC_ALLOWED_DOMAINS: commaList,
  /** As what they come in. */
  OIDC_ROLE: z.enum(ROLES).default('viewer'),
  /** The claim that lists the groups of somebody. */
  OIDC_GROUPS_CLAIM: z.string().min(1).default('groups'),
  /** Roles by group, as `group=role,group=role`; then they decide at each sign-in, and whoever is in none is refused. */
  OIDC_GROUP_ROLES: z
    .string()
    .default('')
    .transform((text, check) => {
      const pairs = text.split(',').filter((pair) => pair.trim() !== '');
      const roles = new Map<string, (typeof ROLES)[number]>();
      for (const pair of pairs) {
        const [, group, name] = /^\s*(.+?)\s*=\s*(\w+)\s*$/.exec(pair) ?? [];
        const role = ROLES.find((one) => one === name);
        if (group === undefined || role === undefined) {
          check.addIssue({
            code: 'custom',
            message: `must be group=role, separated by commas; roles are ${ROLES.join(', ')}`,
          });
          return z.NEVER;
        }
        roles.set(group, role);
      }
      return roles as ReadonlyMap<string, (typeof ROLES)[number]>;
    }),
  /** How long a worker may be silent before its job is given to another, and a server before another one takes its uploads over. */
  JOB_LOCK_MS: whole(500, 600_000).default(10_000),
  /** Days after which uploads and exported files go away; history stays. */
  KEEP_FILES_DAYS: whole(1, 36_500).default(30),
  /** Days after which rejected rows go away; how many there were stays. */
  REJECT_DAYS: whole(1, 36_500).default(90),
  /** Bytes of files and exports that are kept for all people together, and for each; 0 is no limit but that of the disk. */
  MAX_STORED_BYTES: whole(0, Number.MAX_SAFE_INTEGER).default(0),
  MAX_STORED_BYTES_PER_PERSON: whole(0, Number.MAX_SAFE_INTEGER).default(0),
  /** Imports, exports and undos that wait or run; 0 is no limit. */
  MAX_OPEN_JOBS: whole(0, 10_000_000).default(20_000),
  MAX_OPEN_JOBS_PER_PERSON: whole(0, 10_000_000).default(5000),
  /** Rows that imports insert and update within 24 hours; 0 is no limit. */
  MAX_ROWS_PER_DAY: whole(0, Number.MAX_SAFE_INTEGER).default(0),
  MAX_ROWS_PER_DAY_PER_PERSON: whole(0, Number.MAX_SAFE_INTEGER).default(0),
  /** Days after which events of the audit trail go away. */
  AUDIT_DAYS: whole(7, 36_500).default(400),
  /** Whose X-Forwarded-* is believed: a number of proxies in front, or their addresses and networks. */
  TRUST_PROXY: TrustProxy,
  /** The folder below which deliveries may write files, on the machines of the workers. */
  DELIVERY_DIR: z.string().min(1).optional(),
  /** Networks of this machine or private ones that webhooks, deliveries and feeds may connect to; all others are refused. */
  OUTGOING_NETWORKS: Networks,
  /** A collector of traces that speaks OTLP over HTTP, without `/v1/traces`. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .regex(/^https?:\/\//, 'must start with http:// or https://')
    .optional(),
  /** Headers for it, as `name=value,name=value`; values are percent-encoded. */
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .default('')
    .transform((text, check) => {
      try {
        return readHeaders(text);
      } catch {
        check.addIssue({ code: 'custom', message: 'must be name=value, separated by commas, values percent-encoded' });
        return z.NEVER;
      }
    }),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});
export type Settings = z.infer<typeof Settings>;

/** The address for whatever needs a session of its own: the queue, jobs, locks, time limits of a connection. */
export function directDatabaseUrl(settings: Pick<Settings, 'DATABASE_URL' | 'DATABASE_DIRECT_URL'>): string {
  return settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL;
}

/** @throws Error where a pair has no name, or a value is not percent-encoded */
function readHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined) throw new Error('no name and value');
      return [name, decodeURIComponent(value.trim())];
    }),
  );
}

/** Settings that need others. */
const TOGETHER: Partial<Record<keyof Settings, readonly (keyof Settings)[]>> = {
  SMTP_URL: ['MAIL_FROM', 'PUBLIC_URL'],
  OIDC_ISSUER: ['OIDC_CLIENT_ID', 'PUBLIC_URL'],
};

/**
 * Read settings. Empty variables count as unset.
 * @throws Error whose message names each variable that is wrong and what it must be.
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = Settings.safeParse(given);
  if (!read.success)
    throw new Error(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  const missing = Object.entries(TOGETHER).flatMap(([name, needed]) =>
    given[name] === undefined
      ? []
      : needed.filter((one) => given[one] === undefined).map((one) => `${one}: must be set, as ${name} is`),
  );
  if (missing.length > 0) throw new Error(missing.join('\n'));
  return read.data;
}
