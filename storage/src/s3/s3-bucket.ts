import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import {
  AbortMultipartUploadCommand,
  type BucketLocationConstraint,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ByteRange, StoredObject } from '../storage.ts';
import { StorageError } from '../storage-error.ts';
import { isUploadGone, toStorageError } from './s3-errors.ts';

export interface S3Settings {
  S3_BUCKET: string;
  S3_ENDPOINT?: string | undefined;
  S3_REGION?: string | undefined;
  S3_PREFIX?: string | undefined;
  S3_FORCE_PATH_STYLE?: boolean | undefined;
  /** Default: found as AWS' own tools find them. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** How names of hosts become addresses. */
  lookup?: LookupFunction;
}

/** A connection that is silent for so long is given up, and the request repeated. */
const SILENT_MS = 20_000;
const CONNECT_MS = 5_000;
/** A download holds a connection for as long as its client takes. */
const CONNECTIONS = 256;
/** Requests are sent so often, with growing pauses, where S3 asks for it (503 SlowDown) or a connection breaks. */
const ATTEMPTS = 4;
/** A download that breaks goes on from there so often without a byte more. */
const RESUMES = 4;

/** Another one made it at the same moment. */
const BUCKET_IS_THERE = new Set(['BucketAlreadyOwnedByYou', 'BucketAlreadyExists']);

/** An upload in parts that has begun. */
export interface PartUpload {
  key: string;
  id: string;
}

/** Calls of S3 on one bucket, below one prefix. Keys are without the prefix; all methods throw StorageError. */
export class S3Bucket {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(settings: S3Settings, silentMs = SILENT_MS) {
    this.#bucket = settings.S3_BUCKET;
    const prefix = (settings.S3_PREFIX ?? '').replace(/^\/+|\/+$/g, '');
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    const { credentials, lookup } = settings;
    const connections = { keepAlive: true, maxSockets: CONNECTIONS, ...(lookup && { lookup }) };
    this.#client = new S3Client({
      region: settings.S3_REGION ?? process.env.AWS_REGION ?? 'us-east-1',
      ...(settings.S3_ENDPOINT !== undefined && { endpoint: settings.S3_ENDPOINT }),
      forcePathStyle: settings.S3_FORCE_PATH_STYLE ?? false,
      maxAttempts: ATTEMPTS,
      // Checksums in trailers are younger than most servers that speak S3. Each body is signed with its hash all the same.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        socketTimeout: silentMs,
        httpAgent: new HttpAgent(connections),
        httpsAgent: new HttpsAgent(connections),
      },
      ...(credentials && { credentials }),
    });
  }

  async #ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw toStorageError(error, this.#bucket);
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  async check(): Promise<void> {
    const first = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix, MaxKeys: 1 });
    await this.#ask(() => this.#client.send(first));
  }

  /** Make the bucket where it is not there. Needs `s3:CreateBucket` only then. */
  async make(): Promise<void> {
    const isThere = await this.check().then(
      () => true,
      () => false,
    );
    if (isThere) return;
    const region = await this.#client.config.region();
    // The one region that must not be named (Amazon S3 API Reference, CreateBucket).
    const place =
      region === 'us-east-1'
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
    const command = new CreateBucketCommand({ Bucket: this.#bucket, ...place });
    await this.#ask(() =>
      this.#client.send(command).catch((error: Error) => {
        if (!BUCKET_IS_THERE.has(error.name)) throw error;
      }),
    );
    await this.check();
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    const command = new PutObjectCommand({ ...this.#at(key), Body: body });
    await this.#ask(() => this.#client.send(command));
  }

  async head(key: string): Promise<StoredObject | undefined> {
    try {
      const found = await this.#ask(() => this.#client.send(new HeadObjectCommand(this.#at(key))));
      return {
        key,
        bytes: found.ContentLength ?? 0,
        changedAt: found.LastModified ?? new Date(0),
        etag: found.ETag ?? '""',
      };
    } catch (error) {
      if (error instanceof StorageError && error.code === 'missing') return undefined;
      throw error;
    }
  }

  /**
   * The bytes of an object, or a part of them. A connection that breaks is taken up where it broke, as long as the object is the same.
   * @param etag the object that is meant; when absent, the one that is there
   */
  async *get(key: string, range?: ByteRange, etag?: string): AsyncGenerator<Uint8Array> {
    let at = range?.from ?? 0;
    let end = range?.to;
    let expected = etag;
    for (let failures = 0; ; ) {
      try {
        const part = at > 0 || range ? { Range: `bytes=${at}-${end ?? ''}` } : {};
        const same = expected === undefined ? {} : { IfMatch: expected };
        const answer = await this.#client.send(new GetObjectCommand({ ...this.#at(key), ...part, ...same }));
        expected ??= answer.ETag;
        end ??= at + (answer.ContentLength ?? 0) - 1;
        for await (const chunk of answer.Body as AsyncIterable<Uint8Array>) {
          at += chunk.byteLength;
          failures = 0;
          yield chunk;
        }
        if (at > end) return;
        throw new StorageError('unavailable', 'S3 ended a file too early');
      } catch (error) {
        const failure = toStorageError(error, this.#bucket);
        // What S3 has refused in words it refuses again; the SDK has repeated what may pass.
        const isCut = !(error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        if (!isCut || ++failures > RESUMES) throw failure;
      }
    }
  }

  /** A copy within the bucket. @param etag the object that is meant */
  async copy(from: string, to: string, etag?: string): Promise<void> {
    const source = `${this.#bucket}/${this.#prefix}${from}`.split('/').map(encodeURIComponent).join('/');
    const same = etag === undefined ? {} : { CopySourceIfMatch: etag };
    const command = new CopyObjectCommand({ ...this.#at(to), CopySource: source, ...same });
    await this.#ask(() => this.#client.send(command));
  }

  /** Give an object a tag, beside those that it has. */
  async tag(key: string, name: string, value: string): Promise<void> {
    const at = this.#at(key);
    await this.#ask(async () => {
      const { TagSet = [] } = await this.#client.send(new GetObjectTaggingCommand(at));
      const others = TagSet.filter((tag) => tag.Key !== name);
      const Tagging = { TagSet: [...others, { Key: name, Value: value }] };
      await this.#client.send(new PutObjectTaggingCommand({ ...at, Tagging }));
    });
  }

  /** Ends all connections. */
  close(): void {
    this.#client.destroy();
  }

  async remove(key: string): Promise<void> {
    await this.#ask(() => this.#client.send(new DeleteObjectCommand(this.#at(key))));
  }

  /** What is below a folder; of the prefix itself (`''`) only what is in no folder below it. */
  async *list(folder: string): AsyncGenerator<StoredObject> {
    for (let token: string | undefined; ; ) {
      const command = new ListObjectsV2Command({
        Bucket: this.#bucket,
        ...(folder === '' ? { Prefix: this.#prefix, Delimiter: '/' } : { Prefix: `${this.#prefix}${folder}/` }),
        ContinuationToken: token,
      });
      const page = await this.#ask(() => this.#client.send(command));
      for (const { Key, Size, LastModified, ETag } of page.Contents ?? []) {
        if (Key === undefined) continue;
        const key = Key.slice(this.#prefix.length);
        yield { key, bytes: Size ?? 0, changedAt: LastModified ?? new Date(0), etag: ETag ?? '""' };
      }
      token = page.NextContinuationToken;
      if (!page.IsTruncated || token === undefined) return;
    }
  }

  async beginParts(key: string): Promise<PartUpload> {
    const { UploadId } = await this.#ask(() => this.#client.send(new CreateMultipartUploadCommand(this.#at(key))));
    if (UploadId === undefined) throw new StorageError('unavailable', 'S3 began an upload without an id');
    return { key, id: UploadId };
  }

  /** @param number counted from 1. Out: the tag of the part */
  async putPart({ key, id }: PartUpload, number: number, body: Uint8Array, signal?: AbortSignal): Promise<string> {
    const command = new UploadPartCommand({ ...this.#at(key), UploadId: id, PartNumber: number, Body: body });
    const { ETag } = await this.#ask(() => this.#client.send(command, signal ? { abortSignal: signal } : {}));
    return ETag ?? '';
  }

  /** Make one object of all parts. Where an answer was lost, the object tells whether it was done. */
  async completeParts({ key, id }: PartUpload, tags: readonly string[], bytes: number): Promise<void> {
    const command = new CompleteMultipartUploadCommand({
      ...this.#at(key),
      UploadId: id,
      MultipartUpload: { Parts: tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })) },
    });
    await this.#ask(() =>
      this.#client.send(command).catch(async (error: unknown) => {
        const there = isUploadGone(error) ? await this.head(key) : undefined;
        if (there?.bytes !== bytes) throw error;
      }),
    );
  }

  /** Give an upload up, with all of its parts; one that is over is no error. */
  async abortParts({ key, id }: PartUpload): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.#at(key), UploadId: id });
    await this.#ask(() =>
      this.#client.send(command).catch((error: unknown) => {
        if (!isUploadGone(error)) throw error;
      }),
    );
  }

  /** Uploads in parts that have begun and are not over. */
  async *listParts(): AsyncGenerator<PartUpload & { begunAt: Date }> {
    for (let next: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}; ; ) {
      const command = new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#prefix, ...next });
      const page = await this.#ask(() => this.#client.send(command));
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key === undefined || UploadId === undefined) continue;
        yield { key: Key.slice(this.#prefix.length), id: UploadId, begunAt: Initiated ?? new Date() };
      }
      if (!page.IsTruncated) return;
      next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }
}
