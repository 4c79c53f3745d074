/** Uploads under way in this page: resumable (tus), several at once, each a card on the screen. */
import { useSyncExternalStore } from 'react';
import type { Upload as TusUpload } from 'tus-js-client';
import { randomId } from '../../api/random-id.ts';

/** A piece is small enough for the body limits of usual proxies, and large enough that requests do not add up. */
const PIECE_BYTES = 16 * 1024 * 1024;
/** Together they outlast a restart of the server and a lift's worth of lost network. */
const RETRY_MS = [0, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 30_000, 30_000];
const AT_ONCE = 3;
/** Half a second smooths the rate without hiding that the line has slowed down. */
const RATE_WINDOW_MS = 500;

export type UploadState = 'waiting' | 'sending' | 'retrying' | 'arrived' | 'failed';

export interface Upload {
  key: string;
  name: string;
  bytes: number;
  sent: number;
  bytesPerSecond: number | null;
  state: UploadState;
  /** Known once the service has made room for it. */
  fileId: string | null;
  /** A code of the table of errors where the service gave one. */
  error: { code: string; message: string } | null;
}

/** How much is there. Bytes that have left this machine may still be under way, so all of it is said only on arrival. */
export function uploadedFraction(upload: Pick<Upload, 'bytes' | 'sent' | 'state'>): number {
  if (upload.state === 'arrived') return 1;
  return upload.bytes > 0 ? Math.min(0.99, upload.sent / upload.bytes) : 0;
}

/** Whether leaving the page would stop the upload. */
export function isUnfinished({ state }: Pick<Upload, 'state'>): boolean {
  return state === 'waiting' || state === 'sending' || state === 'retrying';
}

interface Running {
  file: File;
  tus: TusUpload | null;
  markAt: number;
  markSent: number;
}

let uploads: readonly Upload[] = [];
const running = new Map<string, Running>();
const listeners = new Set<() => void>();

function change(key: string, fields: Partial<Upload>): void {
  uploads = uploads.map((one) => (one.key === key ? { ...one, ...fields } : one));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads);
}

/** The last segment of a tus upload's address is the File's id. */
export function fileIdOf(url: string): string | null {
  const last = new URL(url, 'http://here').pathname.split('/').filter(Boolean).at(-1);
  return last ? decodeURIComponent(last) : null;
}

/** Take files in and start sending them. What cannot be sent at all becomes a failed card, with the reason on it. */
export function addUploads(files: readonly File[], maxBytes: number): Upload[] {
  const added = files.map((file): Upload => {
    const code = file.size === 0 ? 'empty_file' : file.size > maxBytes ? 'file_too_large' : null;
    return {
      key: randomId(),
      name: file.name,
      bytes: file.size,
      sent: 0,
      bytesPerSecond: null,
      state: code ? 'failed' : 'waiting',
      fileId: null,
      error: code ? { code, message: '' } : null,
    };
  });
  uploads = [...added, ...uploads];
  added.forEach((upload, at) => {
    running.set(upload.key, { file: files[at] as File, tus: null, markAt: 0, markSent: 0 });
  });
  for (const listener of listeners) listener();
  for (const { key } of added) void addMessage(key);
  startWaiting();
  return added;
}

function startWaiting(): void {
  let free = AT_ONCE - uploads.filter((one) => one.state === 'sending' || one.state === 'retrying').length;
  // Added newest first, so the oldest stands last.
  for (const upload of [...uploads].reverse()) {
    if (free <= 0) return;
    if (upload.state !== 'waiting') continue;
    free--;
    change(upload.key, { state: 'sending' });
    void begin(upload.key);
  }
}

async function begin(key: string): Promise<void> {
  const work = running.get(key);
  if (!work) return;
  let tus: typeof import('tus-js-client');
  try {
    tus = await import('tus-js-client');
  } catch {
    return fail(key, { code: 'unreachable', message: '' });
  }
  const upload = new tus.Upload(work.file, {
    endpoint: '/api/uploads',
    chunkSize: PIECE_BYTES,
    retryDelays: RETRY_MS,
    removeFingerprintOnSuccess: true,
    metadata: { filename: work.file.name, filetype: work.file.type || 'application/octet-stream' },
    onUploadUrlAvailable: () => {
      if (upload.url) change(key, { fileId: fileIdOf(upload.url) });
    },
    onProgress: (sent) => {
      const now = performance.now();
      if (work.markAt === 0) Object.assign(work, { markAt: now, markSent: sent });
      const past = now - work.markAt;
      const fields: Partial<Upload> = { sent, state: 'sending' };
      if (past > RATE_WINDOW_MS) {
        const rate = ((sent - work.markSent) / past) * 1000;
        const before = uploads.find((one) => one.key === key)?.bytesPerSecond;
        fields.bytesPerSecond = before == null ? rate : before * 0.6 + rate * 0.4;
        Object.assign(work, { markAt: now, markSent: sent });
      }
      change(key, fields);
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      const again = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
      if (again && status !== 507) change(key, { state: 'retrying', bytesPerSecond: null });
      return again && status !== 507;
    },
    onSuccess: () => {
      running.delete(key);
      const fileId = upload.url ? fileIdOf(upload.url) : null;
      change(key, { state: 'arrived', sent: work.file.size, ...(fileId ? { fileId } : {}) });
      startWaiting();
    },
    onError: (error) => fail(key, readTusError(error)),
  });
  work.tus = upload;
  // The same file dropped again, in this tab or after a reload, goes on where it stopped.
  const earlier = await upload.findPreviousUploads().catch(() => []);
  if (!running.has(key)) return;
  const last = earlier.sort((a, b) => b.creationTime.localeCompare(a.creationTime))[0];
  if (last) {
    upload.resumeFromPreviousUpload(last);
    if (last.uploadUrl) change(key, { fileId: fileIdOf(last.uploadUrl) });
  }
  upload.start();
}

function fail(key: string, error: { code: string; message: string }): void {
  change(key, { state: 'failed', error, bytesPerSecond: null });
  void addMessage(key);
  startWaiting();
}

/** Codes found in the page itself carry no message. Where it cannot be loaded the card says that something went wrong. */
async function addMessage(key: string): Promise<void> {
  const error = uploads.find((one) => one.key === key)?.error;
  if (!error || error.message) return;
  const { messageOf } = await import('./error-message.ts').catch(() => ({ messageOf: () => '' }));
  // Meanwhile it may have been tried again.
  if (uploads.some((one) => one.key === key && one.error === error))
    change(key, { error: { ...error, message: messageOf(error.code) } });
}

function readTusError(error: Error): { code: string; message: string } {
  const response =
    'originalResponse' in error ? (error.originalResponse as { getStatus(): number; getBody(): string } | null) : null;
  if (!response) return { code: 'unreachable', message: '' };
  try {
    const problem: unknown = JSON.parse(response.getBody());
    if (problem && typeof problem === 'object' && 'code' in problem && 'detail' in problem)
      return { code: String(problem.code), message: String(problem.detail) };
  } catch {
    // Not JSON: a proxy's own page, or the tus library's plain text.
  }
  const status = response.getStatus();
  return {
    code:
      status === 413 ? 'file_too_large' : status === 401 ? 'not_signed_in' : status === 507 ? 'disk_full' : 'internal',
    message: '',
  };
}

/** The name of an upload that this browser began and did not finish, by the id that it was to have. */
export function unfinishedUpload(fileId: string): string | null {
  try {
    // Where tus keeps what it needs to go on; the service itself knows a file only once all of it is there.
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith('tus::')) continue;
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as {
        uploadUrl?: string;
        metadata?: { filename?: string };
      };
      if (kept.uploadUrl && fileIdOf(kept.uploadUrl) === fileId) return kept.metadata?.filename ?? '';
    }
  } catch {
    // Storage is off, or holds something else: then nothing is known.
  }
  return null;
}

export function tryUploadAgain(key: string): void {
  if (!running.has(key)) return;
  change(key, { state: 'waiting', error: null, sent: 0 });
  startWaiting();
}

/** Stop it, tell the service to drop what has arrived, and take the card away. */
export function removeUpload(key: string): void {
  const upload = uploads.find((one) => one.key === key);
  const work = running.get(key);
  if (work?.tus && upload?.state !== 'arrived') void work.tus.abort(true).catch(() => undefined);
  running.delete(key);
  uploads = uploads.filter((one) => one.key !== key);
  for (const listener of listeners) listener();
  startWaiting();
}
