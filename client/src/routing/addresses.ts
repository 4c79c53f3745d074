/** The addresses of all screens, with their types: what stands for `$name` in a path, and what the search of an address holds. */
import type { AuditFilter, JobsFilter } from '@sheetport/contract';
import type { TableSearch } from './filter-params.ts';
import { readBatchJobsSearch, readBatchSearch, readImportSearch } from './search-params.ts';
import { formatSearch, parseSearch } from './search-text.ts';

/** The address is its path alone. */
interface NoSearch {
  readonly none?: never;
}
const readNothing = (): NoSearch => ({});

/** Each path, and what reads the search of its address: what does not fit is dropped, never an error. */
const SEARCHES = {
  '/': readNothing,
  '/import/$fileId': readImportSearch,
  // Read by the screen, which has the schemas: `readJobsSearch`.
  '/jobs': (search: Record<string, unknown>): { [Name in keyof JobsFilter]: unknown } => search,
  '/jobs/$jobId': readNothing,
  '/batch/jobs': readBatchJobsSearch,
  '/batch': readBatchSearch,
  '/tables': readNothing,
  // Read by the screen: `readTableSearch`.
  '/tables/$tableId': (search: Record<string, unknown>): { [Name in keyof TableSearch]: unknown } => search,
  '/tables/$tableId/columns': readNothing,
  '/schedules': readNothing,
  '/feeds': readNothing,
  '/people': readNothing,
  // Read by the screen: `readAuditSearch`.
  '/people/audit': (search: Record<string, unknown>): { [Name in keyof AuditFilter]: unknown } => search,
  '/deliveries': readNothing,
  '/webhooks': readNothing,
  '/webhooks/$webhookId': readNothing,
  '/monitor': readNothing,
  '/account': readNothing,
};

export type Path = keyof typeof SEARCHES;

/** The tabs of Automation. */
export const AUTOMATION = ['/schedules', '/feeds', '/deliveries', '/webhooks'] as const satisfies readonly Path[];

type ParamName<Text extends string> = Text extends `${string}$${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamName<More>
    : Rest
  : never;

export type Params<To extends Path> = { readonly [Name in ParamName<To>]: string };
export type Search<To extends Path> = ReturnType<(typeof SEARCHES)[To]>;

interface AnyAddress {
  readonly to: Path;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: object;
}

/** Where to: `params` and `search` are asked for where the path needs them. */
export type Address<To extends Path = Path> = AnyAddress & { readonly to: To } & ([ParamName<To>] extends [never]
    ? unknown
    : { readonly params: Params<To> }) &
  (Partial<Search<To>> extends Search<To> ? { readonly search?: Search<To> } : { readonly search: Search<To> });

/** @returns path and search, as a link has them */
export function formatAddress({ to, params = {}, search = {} }: AnyAddress): string {
  return to.replace(/\$(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')) + formatSearch(search);
}

/** A screen's path with what its address says. */
export interface Match {
  to: Path;
  params: Readonly<Record<string, string>>;
  search: object;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const PATTERNS = (Object.keys(SEARCHES) as Path[]).map((to) => ({
  to,
  // `/batch/jobs` has no parameter and no other path fits it, so that the order does not matter.
  pattern: new RegExp(`^${to.replace(/\$(\w+)/g, '(?<$1>[^/]+)')}/?$`, 'i'),
}));

/** @returns nothing where no screen has this address */
export function matchAddress({ pathname, search }: { pathname: string; search: string }): Match | undefined {
  for (const { to, pattern } of PATTERNS) {
    const found = pattern.exec(pathname);
    if (!found) continue;
    const params = Object.entries(found.groups ?? {}).map(([name, text]) => [name, decode(text)]);
    return { to, params: Object.fromEntries(params), search: SEARCHES[to](parseSearch(search)) };
  }
  return undefined;
}
