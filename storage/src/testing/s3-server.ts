import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Debian's package python3-swift. */
const SWIFT = '/usr/lib/python3/dist-packages/swift';
const PYTHON = '/usr/bin/python3';
/** The account of s3-server.py. */
const CREDENTIALS = { accessKeyId: 'test:tester', secretAccessKey: 'testing' };
const REGION = 'us-east-1';

/** Whether this machine has the S3 server. `npm test` says plainly where it has not. */
export const HAS_S3 = existsSync(SWIFT) && existsSync(PYTHON);

export interface S3Server {
  /** Its settings, with the credentials: for a member of the service, or for this process. */
  env: Record<string, string>;
  /** A client that sees the server as it is. */
  client: S3Client;
  bucket: string;
  put(key: string, text: string): Promise<void>;
  /** The keys of all objects, in order. */
  keys(): Promise<string[]>;
  close(): Promise<void>;
}

/** A real S3 server (OpenStack Swift) with an empty bucket, in a process that ends with this one. */
export async function startS3Server(): Promise<S3Server> {
  const home = await mkdtemp(path.join(tmpdir(), 'sheetport-s3-'));
  const child = spawn(PYTHON, [path.join(import.meta.dirname, 's3-server.py'), home], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-10_000);
  });
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve(Number(line)));
    child.once('exit', (code) => reject(new Error(`the S3 server ended with ${code}:\n${said}`)));
    child.once('error', reject);
  });
  const bucket = 'sheetport-tests';
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: CREDENTIALS,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    env: {
      S3_BUCKET: bucket,
      S3_ENDPOINT: endpoint,
      S3_REGION: REGION,
      S3_FORCE_PATH_STYLE: '1',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    client,
    bucket,
    async put(Key, Body) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    },
    async keys() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key = '' }) => Key).sort();
    },
    async close() {
      client.destroy();
      child.removeAllListeners('exit');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
