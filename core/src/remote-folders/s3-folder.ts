import { AppError, type S3Folder } from '@sheetport/contract';
import { openS3Prefix, type S3Prefix, StorageError } from '@sheetport/storage';
import { type RemoteFile, type RemoteFolder, type RemoteOptions, remoteHost } from './remote-folder.ts';

/** Answers of S3 that come again until a person changes something. */
const REFUSED = /\b(403|400|404|501)\b|has no bucket/;

/** A prefix of a bucket, with credentials of its own: never those of this machine. */
export async function openS3Folder(
  location: S3Folder,
  secret: string,
  { guard, silentMs }: RemoteOptions,
): Promise<RemoteFolder> {
  const host = remoteHost(location);
  const { endpoint, region, bucket, folder, pathStyle, accessKeyId } = location;
  if (endpoint !== undefined) guard.refuse(new URL(endpoint).hostname);
  const prefix: S3Prefix = await openS3Prefix(
    {
      S3_BUCKET: bucket,
      S3_ENDPOINT: endpoint,
      S3_REGION: region,
      S3_PREFIX: folder,
      S3_FORCE_PATH_STYLE: pathStyle,
      credentials: { accessKeyId, secretAccessKey: secret },
      lookup: guard.lookup,
    },
    silentMs,
  );
  const said = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toFolderError(error, host);
    }
  };
  const toFile = (found: { key: string; bytes: number; changedAt: Date; etag: string }): RemoteFile => {
    const { key, bytes, changedAt, etag } = found;
    return { name: key, bytes, mtimeMs: changedAt.getTime(), etag };
  };
  return {
    list: (most) =>
      said(async () => {
        const files: RemoteFile[] = [];
        for await (const found of prefix.list()) {
          // A key that ends with a slash is what consoles make as a folder.
          if (found.key !== '' && !found.key.endsWith('/')) files.push(toFile(found));
          if (files.length >= most) break;
        }
        return files;
      }),
    async *read({ name, etag }) {
      try {
        yield* prefix.read(name, etag);
      } catch (error) {
        throw toFolderError(error, host);
      }
    },
    find: (name) =>
      said(async () => {
        const found = await prefix.find(name);
        return found && toFile(found);
      }),
    write: (name, bytes, content, signal) =>
      said(async () => {
        await prefix.write(name, counted(content, bytes, signal), signal);
        const { etag = '' } = (await prefix.find(name)) ?? {};
        return `s3://${bucket}/${prefix.keyOf(name)} ${etag}`.trim();
      }),
    move: (file, inner, other) =>
      said(async () => {
        const name = (await prefix.find(`${inner}/${file.name}`)) ? other : file.name;
        await prefix.move(file.name, `${inner}/${name}`, file.etag);
      }),
    tag: ({ name }, key, value) => said(() => prefix.tag(name, key, value)),
    close: () => prefix.close(),
  };
}

/** An object is not completed where the content ends too early. */
async function* counted(content: AsyncIterable<Uint8Array>, bytes: number, signal: AbortSignal) {
  let read = 0;
  for await (const piece of content) {
    signal.throwIfAborted();
    read += piece.byteLength;
    yield piece;
  }
  if (read !== bytes) throw new Error(`the file has ${bytes} bytes, and ${read} were read`);
}

function toFolderError(error: unknown, host: string): unknown {
  if (!(error instanceof StorageError)) return error;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof AppError) return cause;
  const code = error.code === 'missing' || REFUSED.test(error.message) ? 'receiver_refused' : 'receiver_unreachable';
  return new AppError(code, { host, detail: error.message }, { cause: error });
}
