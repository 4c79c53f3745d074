/**
 * The socket: what is watched, and how what is heard reaches the Query cache. Everything on screen reads the cache, so a
 * bar, a list and a title never disagree.
 */
import {
  type Batch,
  type ClientToServer,
  isOver,
  type Job,
  type JobsFilter,
  type ServerToClient,
  type Watch,
} from '@sheetport/contract';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Socket } from 'socket.io-client';
import { foldBatch } from './batch-cache.ts';
import { socketAnswered, socketClosed, socketLost, socketOpened } from './connection-status.ts';
import { foldIntoActive, foldIntoPages, type JobPages, learnJob } from './job-cache.ts';
import { KEYS } from './query-keys.ts';
import * as shapes from './shapes.ts';

/** Events come up to ten times a second for each job; screens draw them this often. */
const DRAW_MS = 50;

let client: QueryClient | null = null;
let socket: Socket<ServerToClient, ClientToServer> | null = null;
let opening = false;
/** By `keyOf`. */
const watched = new Map<string, { what: Watch; count: number }>();
const heard = new Map<string, Job>();
let drawing: ReturnType<typeof setTimeout> | undefined;

function hear(message: unknown): void {
  const job = shapes.Job.safeParse(message);
  if (!job?.success) return;
  heard.set(job.data.id, learnJob(job.data));
  if (drawing === undefined) drawing = setTimeout(draw, DRAW_MS);
}

function hearBatch(message: unknown): void {
  const batch = shapes.Batch.safeParse(message);
  if (!batch?.success) return;
  const { data } = batch;
  client?.setQueryData<Batch>(KEYS.batch(data.id), (known) => foldBatch(known, data));
}

function draw(): void {
  drawing = undefined;
  const jobs = [...heard.values()];
  heard.clear();
  for (const job of jobs) if (client) applyJob(client, job);
}

/** Write one version of a job wherever it is shown, and ask anew for what it has changed. */
export function applyJob(cache: QueryClient, job: Job): void {
  const before =
    cache.getQueryData<Job>(KEYS.job(job.id)) ??
    cache.getQueryData<Job[]>(KEYS.active)?.find((one) => one.id === job.id);
  cache.setQueryData<Job>(KEYS.job(job.id), job);
  cache.setQueryData<Job[]>(KEYS.active, (known) => foldIntoActive(known, job));
  for (const [key, pages] of cache.getQueriesData<JobPages>({ queryKey: KEYS.allJobs })) {
    const folded = foldIntoPages(pages, key[1] as JobsFilter, job);
    if (folded !== pages) cache.setQueryData(key, folded);
  }
  const ended = isOver(job.state) && !(before && isOver(before.state));
  if (job.kind === 'inspect' && job.fileId && (ended || before?.phase !== job.phase)) {
    void cache.invalidateQueries({ queryKey: KEYS.file(job.fileId) });
    void cache.invalidateQueries({ queryKey: KEYS.files });
  }
  if (ended && (job.kind === 'import' || job.kind === 'undo' || job.kind === 'edit')) {
    // The import that it undid or corrected has changed, and so have the lists of its rows.
    if (job.parentId) {
      for (const id of new Set([job.parentId, job.correctsJobId]))
        if (id) void cache.invalidateQueries({ queryKey: KEYS.job(id) });
      for (const queryKey of [KEYS.allRejects, KEYS.allIssues, KEYS.allDetails])
        void cache.invalidateQueries({ queryKey });
      void cache.invalidateQueries({ queryKey: KEYS.allJobs });
    }
    const tableId = job.tableId ?? job.result?.tableId;
    void cache.invalidateQueries({ queryKey: KEYS.tables });
    if (tableId) {
      void cache.invalidateQueries({ queryKey: KEYS.table(tableId) });
      void cache.invalidateQueries({ queryKey: KEYS.rowsOf(tableId) });
    }
  }
}

function ask(what: Watch): void {
  socket?.emit('watch', what, (reply) => {
    const answer = shapes.WatchAnswer.safeParse(reply);
    if (!answer.success || !answer.data.ok) return;
    if (answer.data.job) hear(answer.data.job);
    if (answer.data.batch) hearBatch(answer.data.batch);
  });
}

/** Resolves once every question that a screen has asked is answered. */
function untilAnswered(cache: QueryClient): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (cache.isFetching() > 0) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = cache.getQueryCache().subscribe(check);
    check();
  });
}

/**
 * Open the socket once somebody is signed in. Its library comes after what the first screen needs, so this is heard of late: what
 * happened until then is asked for when the socket connects.
 */
export async function openLive(cache: QueryClient): Promise<void> {
  client = cache;
  if (socket || opening) return;
  opening = true;
  await untilAnswered(cache);
  const library = await import('socket.io-client').catch(() => null);
  // Signed out meanwhile, or opened by another call that was asked after that.
  if (!opening || socket) return;
  opening = false;
  if (!library) {
    socketLost();
    setTimeout(() => void openLive(cache), 4000);
    return;
  }
  const { io } = library;
  socket = io({
    withCredentials: true,
    reconnectionDelay: 400,
    reconnectionDelayMax: 4000,
    randomizationFactor: 0.4,
    timeout: 8000,
  });
  socket.on('connect', () => {
    socketOpened();
    for (const { what } of watched.values()) ask(what);
    // Lists are not part of any snapshot: whatever happened while nobody listened must be asked for, the first time as well.
    for (const queryKey of [KEYS.allJobs, KEYS.active, KEYS.tables, KEYS.files])
      void cache.invalidateQueries({ queryKey });
  });
  socket.on('job', hear);
  socket.on('batch', hearBatch);
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    socketLost();
    // The server turned us out (signed out elsewhere, or it is stopping): the library leaves coming back to us.
    if (reason === 'io server disconnect') setTimeout(() => socket?.connect(), 1000);
  });
  socket.on('connect_error', (error) => {
    socketLost();
    // Refused by a middleware, not by the network: whether we are still signed in is for /api/me to say.
    if (!socket?.active) {
      void cache.invalidateQueries({ queryKey: KEYS.me });
      setTimeout(() => socket?.connect(), 4000);
    }
    void error;
  });
  socket.io.on('ping', socketAnswered);
  socket.onAny(socketAnswered);
}

export function closeLive(): void {
  socket?.disconnect();
  socket = null;
  opening = false;
  socketClosed();
}

function keyOf(what: Watch): string {
  return typeof what === 'string' ? what : `batch:${what.batchId}`;
}

/** Hear of a job, of a batch, or of all jobs, until the returned function is called. Watching the same twice costs nothing. */
export function watch(what: Watch): () => void {
  const key = keyOf(what);
  const count = watched.get(key)?.count ?? 0;
  watched.set(key, { what, count: count + 1 });
  if (count === 0 && socket?.connected) ask(what);
  return () => {
    const left = (watched.get(key)?.count ?? 1) - 1;
    if (left > 0) watched.set(key, { what, count: left });
    else {
      watched.delete(key);
      if (socket?.connected) socket.emit('unwatch', what);
    }
  };
}

export function useWatch(what: Watch | null | undefined): void {
  useEffect(() => (what ? watch(what) : undefined), [what]);
}
