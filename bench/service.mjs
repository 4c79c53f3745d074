/** The product itself, started as a person starts it, for the bench to drive over HTTP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';

const ROOT = path.resolve(import.meta.dirname, '..');
const TOKEN = 'a-token-for-the-bench-only';
/** Of the server that takes the place of the embedded one. */
const { DATABASE_URL } = process.env;

/** @param {string} dataDir */
export async function startProduct(dataDir) {
  const child = spawn(process.execPath, [path.join(ROOT, 'launch/start.mjs')], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, OWNER_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const ready = /ready at (http:\/\/[^/]+)\//.exec(said);
    if (ready) return product(child, ready[1], dataDir);
  }
  throw new Error(`the product did not start:\n${said}`);
}

function product(child, url, dataDir) {
  child.stdout.resume();
  const socket = io(url, { transports: ['websocket'], auth: { token: TOKEN } });
  const pidOf = (part) => readFileSync(path.join(dataDir, `${part}.pid`), 'utf8').trim();
  const workerPid = () => pidOf('worker');
  const headers = { authorization: `Bearer ${TOKEN}` };
  let hearsAll = false;
  const ask = async (method, where, body, tries = 5) => {
    const answer = await fetch(url + where, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // A machine that others keep busy: the service says that it could not do it in time.
    if (answer.status === 503 && tries > 1) {
      await sleep(1000);
      return ask(method, where, body, tries - 1);
    }
    if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  return {
    url,
    token: TOKEN,
    databaseUrl: DATABASE_URL ?? readFileSync(path.join(dataDir, 'database-url'), 'utf8').trim(),
    ask,
    async upload(file) {
      const form = new FormData();
      form.append('file', await openAsBlob(file), path.basename(file));
      const answer = await fetch(`${url}/api/files`, { method: 'POST', headers, body: form });
      return answer.json();
    },
    /** Until inspection has seen every row. */
    async inspected(id) {
      for (;;) {
        const file = await ask('GET', `/api/files/${id}`);
        if (file.state === 'unreadable') throw new Error(file.error.message);
        if (file.sheets?.every((sheet) => sheet.complete)) return file;
        await sleep(50);
      }
    },
    /** Whether jobs are heard without asking for each: one socket may ask 50 times a second, and short jobs are more. */
    async hearAll(isOn) {
      hearsAll = isOn;
      if (isOn) await new Promise((resolve) => socket.emit('watch', 'all', resolve));
      else socket.emit('unwatch', 'all');
    },
    /** From the request to the end of the job, in seconds, and the job; heard over the socket, as asking again and again would slow it. */
    async run(where, body) {
      const start = performance.now();
      const ends = new Map();
      let wake = () => {};
      const hear = (job) => {
        if (!job?.finishedAt) return;
        ends.set(job.id, performance.now());
        wake();
      };
      socket.on('job', hear);
      const { id } = await ask('POST', where, body);
      await new Promise((resolve, reject) => {
        wake = () => ends.has(id) && resolve();
        wake();
        if (hearsAll) return;
        socket.emit('watch', id, (answer) => (answer.ok ? hear(answer.job) : reject(new Error(answer.code))));
      });
      const seconds = (ends.get(id) - start) / 1000;
      socket.off('job', hear);
      if (!hearsAll) socket.emit('unwatch', id);
      const job = await ask('GET', `/api/jobs/${id}`);
      if (job.state !== 'succeeded') throw new Error(JSON.stringify(job.error));
      return { seconds, job };
    },
    /** Start a job and hear every version of it to its end, in the order in which they come. */
    async hear(where, body, onJob) {
      const early = new Map();
      let id;
      let done;
      const ended = new Promise((resolve) => {
        done = resolve;
      });
      const hear = (job) => {
        if (id === undefined) early.set(job.id, [...(early.get(job.id) ?? []), job]);
        else if (job.id === id) {
          onJob(job);
          if (job.finishedAt) done(job);
        }
      };
      socket.on('job', hear);
      // Before the job is there, so that none of it is missed.
      await new Promise((resolve) => socket.emit('watch', 'all', resolve));
      const made = await ask('POST', where, body);
      id = made.id;
      for (const job of early.get(id) ?? []) hear(job);
      const last = await ended;
      socket.off('job', hear);
      socket.emit('unwatch', 'all');
      return last;
    },
    /** Another worker on the same data; the result stops it. */
    async addWorker() {
      const worker = spawn(process.execPath, [path.join(ROOT, 'worker/dist/bundle.js')], {
        env: {
          ...process.env,
          DATABASE_URL: this.databaseUrl,
          DATA_DIR: dataDir,
          OWNER_TOKEN: TOKEN,
          LOG_LEVEL: 'warn',
        },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      await once(worker, 'message');
      return async () => {
        worker.kill('SIGTERM');
        await once(worker, 'exit');
      };
    },
    /** A workbook of one's own that exports fill. @param {Buffer} bytes */
    async addTemplate(bytes) {
      const form = new FormData();
      form.append('file', new Blob([bytes]), 'bench.xlsx');
      const answer = await fetch(`${url}/api/templates`, { method: 'POST', headers, body: form });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    /** An export's file, as a person downloads it. */
    async save(id, file) {
      const answer = await fetch(`${url}/api/jobs/${id}/file`, { headers });
      await pipeline(answer.body, createWriteStream(file));
    },
    /** Forget the worker's peak so far (proc(5), clear_refs). */
    resetWorkerPeak() {
      writeFileSync(`/proc/${workerPid()}/clear_refs`, '5');
    },
    /** Peak resident memory of the worker since then, in MB (Linux). */
    workerPeak() {
      const pid = workerPid();
      const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      return Number(line?.[1]) / 1024;
    },
    /** Processor time of worker and server so far, in seconds (proc(5): fields 14 and 15 of stat, in ticks of 10 ms). */
    processorSeconds() {
      const of = (part) => {
        const fields = readFileSync(`/proc/${pidOf(part)}/stat`, 'utf8')
          .split(') ')[1]
          .split(' ');
        return (Number(fields[11]) + Number(fields[12])) / 100;
      };
      return { worker: of('worker'), server: of('server') };
    },
    async stop() {
      socket.close();
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
