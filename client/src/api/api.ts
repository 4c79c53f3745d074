/** The HTTP calls, typed and checked: what comes back has the contract's shape, or is an error with words for people. */
import type {
  ChangeKind,
  CountRejects,
  FileChange,
  JobsFilter,
  NewBatch,
  NewCorrections,
  NewExport,
  NewImport,
  NewTable,
  Problem,
  RejectFilter,
  RunDryRun,
  TableChange,
  Undo,
} from '@sheetport/contract';
import { fetchAnswered, fetchFailed } from './connection-status.ts';
import * as shapes from './shapes.ts';

/** The service refused the request: the status, the code and a message. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: { path: string; message: string }[];
  /** Of `already_imported`: the import that brought the same rows. */
  readonly earlierImport: Problem['earlierImport'];
  /** Of `invalid_template`: what is to be corrected. */
  readonly templateProblem: Problem['templateProblem'];
  constructor(
    status: number,
    code: string,
    message: string,
    fields: { path: string; message: string }[] = [],
    { earlierImport, templateProblem }: Pick<Problem, 'earlierImport' | 'templateProblem'> = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.earlierImport = earlierImport;
    this.templateProblem = templateProblem;
  }
}

/** The service could not be reached at all. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super('The service cannot be reached.', { cause });
    this.name = 'NetworkError';
  }
}

/** The service answered in a shape this page does not know: most likely it was updated while the page was open. */
export class OutdatedError extends Error {
  constructor(cause: unknown) {
    super('The service answered in a way this page does not know. Reload the page.', { cause });
    this.name = 'OutdatedError';
  }
}

type Shapes = typeof shapes;
/** The name of the shape that an answer has. */
type ShapeName = Exclude<keyof Shapes, 'WatchAnswer'>;

/** Server time minus ours, so that "elapsed" is right on a machine whose clock is not. */
let clockOffset = 0;
export function serverNow(): number {
  return Date.now() + clockOffset;
}

/** Who is signed in has changed: nobody is any more, or their role is another. */
type AccessLoss = 'signed-out' | 'forbidden';
const accessListeners = new Set<(loss: AccessLoss) => void>();
export function onAccessLost(listener: (loss: AccessLoss) => void): () => void {
  accessListeners.add(listener);
  return () => accessListeners.delete(listener);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    fetchFailed();
    throw new NetworkError(error);
  }
  fetchAnswered();
  const date = Date.parse(response.headers.get('date') ?? '');
  // The header has whole seconds; a difference of less than two is no evidence.
  if (!Number.isNaN(date)) clockOffset = Math.abs(date - Date.now()) > 2000 ? date - Date.now() : 0;
  if (response.ok) return response;
  throw await readRefusal(response);
}

/** Errors of signing in: they do not mean that a session has ended. */
const SIGN_IN_CODES = ['wrong_password', 'second_factor_needed', 'wrong_code'];
/** What somebody may has changed. */
const LESS_CODES = ['forbidden', 'second_factor_required'];

async function readRefusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const problem = shapes.Problem.safeParse(body);
  const isSignedOut = response.status === 401 && !SIGN_IN_CODES.includes(problem.data?.code ?? '');
  const loss = isSignedOut ? 'signed-out' : LESS_CODES.includes(problem.data?.code ?? '') ? 'forbidden' : undefined;
  if (loss) for (const listener of accessListeners) listener(loss);
  if (problem.success)
    return new ApiError(response.status, problem.data.code, problem.data.detail, problem.data.errors, problem.data);
  // A proxy in front answers in HTML: 502, 503 and 504 mean that the service behind it does not.
  return new ApiError(
    response.status,
    response.status >= 502 && response.status <= 504 ? 'unreachable' : 'internal',
    response.statusText,
  );
}

/** What reads an answer, and throws where it has another shape. */
interface Reader<Value> {
  parse(value: unknown): Value;
}

/** Sends a request, and reads what is answered. */
export async function readAs<Value>(reader: Reader<Value>, path: string, init: RequestInit = {}): Promise<Value> {
  const response = await send(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  const body: unknown = await response.json();
  try {
    return reader.parse(body);
  } catch (error) {
    throw new OutdatedError(error);
  }
}

function read<Name extends ShapeName>(name: Name, path: string, init?: RequestInit) {
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: every shape is read by its name
  const reader = shapes[name] as unknown as Reader<ReturnType<Shapes[Name]['parse']>>;
  return readAs(reader, path, init);
}

/** A request with a JSON body. */
export function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

/** The queue has 0.6 s to accept a job, so that an answer never takes long; a busy machine may need more, and so may the database. */
const BUSY = ['queue_unavailable', 'database_unavailable'];
const START_TRIES = 5;
/** `Retry-After` of such an answer. */
const START_PAUSE_MS = 2000;

/**
 * Starts a job. A service that is too busy to accept it in time is asked again, with the same intent: one press starts one job.
 * @throws ApiError, NetworkError, OutdatedError
 */
function start(path: string, intent: string, body?: unknown) {
  return startAs('Job', path, intent, body);
}

async function startAs<Name extends ShapeName>(name: Name, path: string, intent: string, body?: unknown) {
  const init =
    body === undefined
      ? { method: 'POST', headers: { 'idempotency-key': intent } }
      : json('POST', body, { 'idempotency-key': intent });
  for (let tried = 1; ; tried++) {
    try {
      return await read(name, path, init);
    } catch (error) {
      const isBusy = error instanceof ApiError && BUSY.includes(error.code);
      if (!isBusy || tried === START_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS));
    }
  }
}

type QueryValue = string | number | undefined | null;
export function withQuery(path: string, query: Record<string, QueryValue>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null) search.set(name, String(value));
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

export type Signal = { signal?: AbortSignal };

export const getMe = (init?: Signal) => read('Me', '/api/me', init);
/** Sends a request whose answer has no body. */
export const act = (path: string, init: RequestInit) => send(path, init).then(() => undefined);
export const signIn = (how: { token: string } | { email: string; password: string; code?: string }) =>
  act('/api/session', json('POST', how));
export const signOut = () => act('/api/session', { method: 'DELETE' });

export const getFile = (id: string, init?: Signal) => read('File', `/api/files/${id}`, init);
export const changeFile = (id: string, change: FileChange) => read('File', `/api/files/${id}`, json('PATCH', change));
export const getFiles = (limit: number, init?: Signal) => read('Files', withQuery('/api/files', { limit }), init);
/** Deletes an upload. What was imported from it stays. */
export const deleteFile = (id: string) => send(`/api/files/${id}`, { method: 'DELETE' }).then(() => undefined);
export const getPreview = (
  id: string,
  query: { sheet: number; headerRow?: number | undefined; limit?: number },
  init?: Signal,
) => read('Preview', withQuery(`/api/files/${id}/preview`, query), init);

export const getMapping = (
  id: string,
  query: {
    sheet: number;
    headerRow?: number | undefined;
    headerRows?: number | undefined;
    tableId?: string | undefined;
  },
  init?: Signal,
) => read('SuggestedMapping', withQuery(`/api/files/${id}/mapping`, query), init);

export const forgetMapping = (id: string) => send(`/api/mappings/${id}`, { method: 'DELETE' }).then(() => undefined);

export const getFolders = (init?: Signal) => read('Folders', '/api/folders', init);
export const getTables = (init?: Signal) => read('Tables', '/api/tables', init);
export const getTable = (id: string, init?: Signal) => read('Table', `/api/tables/${id}`, init);
export const makeTable = (table: NewTable, intent: string) =>
  read('Table', '/api/tables', json('POST', table, { 'idempotency-key': intent }));
export const renameTable = (id: string, name: string) => read('Table', `/api/tables/${id}`, json('PATCH', { name }));
/** `keep` only forgets the table; `drop` is needed for one that was attached. */
export const deleteTable = (id: string, how: { keep?: true; drop?: true } = {}) =>
  send(withQuery(`/api/tables/${id}`, { keep: how.keep && 'true', drop: how.drop && 'true' }), {
    method: 'DELETE',
  }).then(() => undefined);
export const changeTable = (id: string, change: TableChange) =>
  read('ChangedTable', `/api/tables/${id}`, json('PATCH', change));
/** How many rows of today break the rules that a change would bring. */
export const checkRules = (id: string, change: TableChange, init?: Signal) =>
  read('RuleViolations', `/api/tables/${id}/rules/check`, { ...json('POST', change), ...init });
/** The job that makes the template of a table, or has made it as it is now. */
export const startTemplate = (id: string, language: string) =>
  read('Job', `/api/tables/${id}/template.xlsx?lang=${language}`, { headers: { prefer: 'respond-async' } });
export const getJobDetails = (id: string, init?: Signal) => read('JobDetails', `/api/jobs/${id}/details`, init);
export const getJob = (id: string, init?: Signal) => read('Job', `/api/jobs/${id}`, init);
export const getJobs = (query: JobsFilter & { after?: string | undefined; limit?: number }, init?: Signal) =>
  read('Jobs', withQuery('/api/jobs', { ...query }), init);
export const startImport = (plan: NewImport, intent: string) => start('/api/imports', intent, plan);
export const startExport = (plan: NewExport & { reuse?: boolean; dependsOn?: string[] }, intent: string) =>
  start('/api/exports', intent, plan);
export const cancelJob = (id: string) => read('Job', `/api/jobs/${id}/cancel`, { method: 'POST' });
export const retryJob = (id: string, intent: string) => start(`/api/jobs/${id}/retry`, intent);
/** What a dry run would change, row by row. */
export const getChanges = (
  id: string,
  query: { kind: ChangeKind | undefined; after: number; limit: number },
  init?: Signal,
) => read('Changes', withQuery(`/api/jobs/${id}/changes`, query), init);
export const getRejects = (
  id: string,
  { filter, ...page }: { after: number; limit: number; filter?: RejectFilter | undefined },
  init?: Signal,
) => read('Rejects', withQuery(`/api/jobs/${id}/rejects`, { ...page, filter: filter && JSON.stringify(filter) }), init);
/** How many of a job's open rejects are like these, and not like those. */
export const countRejects = (id: string, which: CountRejects, init?: Signal) =>
  read('CountedRejects', `/api/jobs/${id}/rejects/count`, { ...json('POST', which), ...init }).then(
    ({ count }) => count,
  );
/** Import corrections of rejected rows: row by row, in bulk, or as the corrected workbook. */
export const sendCorrections = (id: string, corrections: NewCorrections, intent: string) =>
  start(`/api/jobs/${id}/corrections`, intent, corrections);
/** Undo an import, and by default its correction imports. */
export const undoJob = (id: string, how: Undo, intent: string) => start(`/api/jobs/${id}/undo`, intent, how);
/** Do what a dry run has tried. */
export const applyDryRun = (id: string, how: RunDryRun, intent: string) => start(`/api/jobs/${id}/run`, intent, how);
/** Start many imports: all of them, or none. */
export const startBatch = (batch: NewBatch, intent: string) => startAs('Batch', '/api/batches', intent, batch);
export const getBatch = (id: string, init?: Signal) => read('Batch', `/api/batches/${id}`, init);
export const cancelBatch = (id: string) => read('Batch', `/api/batches/${id}/cancel`, { method: 'POST' });
/** Undo all imports of a batch, or none. */
export const undoBatch = (batchId: string, intent: string) => start(`/api/batches/${batchId}/undo`, intent, {});
export const getIssues = (id: string, init?: Signal) => read('Issues', `/api/jobs/${id}/issues`, init);
/** The job that makes the workbook of a job's rejects, or has made it as they are now. */
export const startRejectsFile = (id: string) =>
  read('Job', `/api/jobs/${id}/rejects.xlsx`, { headers: { prefer: 'respond-async' } });
export const jobFileUrl = (id: string) => `/api/jobs/${id}/file`;
