/** The service as a program sees it: HTTP, tus and Socket.IO. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { File, isOver, Job, type NewImport, Rejects, Rows, Table } from '@sheetport/contract';
import { io } from 'socket.io-client';

export interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

/** Of what has been waited for so far, a tenth: short waits are seen to end at once, and long ones cost few requests. */
const nextLook = (since: number) => sleep(Math.min(250, Math.max(20, (Date.now() - since) / 10)));
/** On a busy machine a queue may need more than the second that the server gives it, and an inspection more than its moment. */
const LATER = new Set(['queue_unavailable', 'file_not_ready']);
const LATER_MS = 60_000;

type ImportBody = Partial<NewImport> & { fileId: string; table: NewImport['table'] };

export class Api {
  readonly url: string;
  readonly token: string;
  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  async call(method: string, where: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(`${this.url}${where}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
  }

  /** As a well-behaved program: what was refused because it came too early, or the queue was slow (P11), is asked for again. Throws on other errors. */
  async ask(method: string, where: string, body?: unknown, headers?: Record<string, string>): Promise<any> {
    let answer = await this.call(method, where, body, headers);
    // Asked again, it must not be done twice.
    const isSafe = method === 'GET' || headers?.['idempotency-key'] !== undefined;
    const isLater = (code: unknown) => LATER.has(String(code)) || (isSafe && code === 'database_unavailable');
    for (const end = Date.now() + LATER_MS; isLater(answer.body?.code) && Date.now() < end; ) {
      await sleep(200);
      answer = await this.call(method, where, body, headers);
    }
    if (answer.status >= 400) throw new Error(`${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Upload by multipart. */
  async upload(bytes: Uint8Array | string, name: string): Promise<File> {
    const form = new FormData();
    form.append('file', new Blob([bytes as BlobPart]), name);
    const answer = await fetch(`${this.url}/api/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}` },
      body: form,
    });
    if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
    return File.parse(await answer.json());
  }

  async uploadPath(file: string, name = path.basename(file)): Promise<File> {
    return this.upload(await readFile(file), name);
  }

  async file(id: string): Promise<File> {
    return File.parse(await this.ask('GET', `/api/files/${id}`));
  }

  /** The file once inspection has seen all of it, or refused it. */
  async inspected(id: string, forMs = 60_000): Promise<File> {
    for (const since = Date.now(); Date.now() < since + forMs; await nextLook(since)) {
      const file = await this.file(id);
      if (file.state === 'unreadable' || (file.state === 'ready' && file.sheets?.every((sheet) => sheet.complete)))
        return file;
    }
    throw new Error(`file ${id} was not inspected in time`);
  }

  async import(body: ImportBody, headers?: Record<string, string>): Promise<Job> {
    return Job.parse(await this.ask('POST', '/api/imports', body, headers));
  }

  async export(body: Record<string, unknown>): Promise<Job> {
    return Job.parse(await this.ask('POST', '/api/exports', body));
  }

  async job(id: string): Promise<Job> {
    return Job.parse(await this.ask('GET', `/api/jobs/${id}`));
  }

  async table(id: string): Promise<Table> {
    return Table.parse(await this.ask('GET', `/api/tables/${id}`));
  }

  async rejects(id: string): Promise<Rejects> {
    return Rejects.parse(await this.ask('GET', `/api/jobs/${id}/rejects`));
  }

  /** Every row of a table, page by page. */
  async allRows(id: string): Promise<Rows['rows']> {
    const rows: Rows['rows'] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page: Rows = Rows.parse(
        await this.ask('GET', `/api/tables/${id}/rows?limit=500${after ? `&after=${encodeURIComponent(after)}` : ''}`),
      );
      rows.push(...page.rows);
      after = page.next;
    }
    return rows;
  }

  /** The bytes of a finished export. */
  async download(id: string): Promise<Uint8Array> {
    const answer = await fetch(`${this.url}/api/jobs/${id}/file`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    if (answer.status !== 200) throw new Error(`download: ${answer.status} ${await answer.text()}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** Wait for the end by asking again and again. */
  async ended(id: string, forMs = 60_000): Promise<Job> {
    for (const since = Date.now(); Date.now() < since + forMs; await nextLook(since)) {
      const job = await this.job(id);
      if (isOver(job.state)) return job;
    }
    throw new Error(`job ${id} did not end in time: ${JSON.stringify(await this.job(id))}`);
  }

  /** Wait until a running job has got so far. */
  async reached(id: string, fraction: number, forMs = 60_000): Promise<Job> {
    for (const end = Date.now() + forMs; Date.now() < end; await sleep(20)) {
      const job = await this.job(id);
      if (isOver(job.state))
        throw new Error(`job ended as ${job.state} before ${fraction}: ${JSON.stringify(job.error)}`);
      if (job.state === 'running' && job.progress.fraction >= fraction) return job;
    }
    throw new Error(`job ${id} did not reach ${fraction} in time`);
  }

  /**
   * Watch a job over Socket.IO, as it is heard: no folding. `first` is what the acknowledgement said.
   * @param transports as the library takes them; the page's are polling first, then a websocket
   */
  async watch(id: string, transports = ['websocket']): Promise<Watcher> {
    const socket = io(this.url, { transports, auth: { token: this.token }, forceNew: true });
    const heard: { job: Job; at: number }[] = [];
    let onEnd: (job: Job) => void = () => undefined;
    const end = new Promise<Job>((resolve) => {
      onEnd = resolve;
    });
    const hear = (raw: unknown) => {
      const job = Job.parse(raw);
      if (job.id !== id) return;
      heard.push({ job, at: Date.now() });
      if (isOver(job.state)) onEnd(job);
    };
    socket.on('job', hear);
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', () => {
        socket.emit('watch', id, (answer: { ok: boolean; job?: unknown; code?: string }) => {
          if (!answer.ok) return reject(new Error(answer.code));
          hear(answer.job);
          resolve();
        });
      });
      socket.on('connect_error', () => undefined);
    });
    return { heard, end, close: () => socket.disconnect() };
  }
}

export interface Watcher {
  heard: { job: Job; at: number }[];
  end: Promise<Job>;
  close(): void;
}
