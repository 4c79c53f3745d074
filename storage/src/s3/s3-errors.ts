import { StorageError } from '../storage-error.ts';

interface S3Failure {
  name: string;
  message: string;
  code?: string;
  cause?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** Codes of S3 for an object that is not there; a HEAD has no body, so it says only NotFound. */
const MISSING = new Set(['NoSuchKey', 'NotFound']);

/** Whatever the SDK threw as a StorageError that says what S3 said. */
export function toStorageError(error: unknown, bucket: string): unknown {
  if (error instanceof StorageError || !(error instanceof Error)) return error;
  const { name, code, $metadata } = error as Error & S3Failure;
  const status = $metadata?.httpStatusCode;
  const fail = (detail: string) => new StorageError('unavailable', detail, { cause: error });
  if (MISSING.has(name) && status === 404)
    return new StorageError('missing', 'the file is not there', { cause: error });
  if (name === 'NoSuchBucket') return fail(`S3 has no bucket "${bucket}"`);
  if (name === 'CredentialsProviderError' || name === 'ExpiredToken') return fail('there are no valid AWS credentials');
  if (name === 'PreconditionFailed') return fail('the file was replaced while it was read');
  if (name === 'AbortError') return error;
  // The SDK calls broken connections so, too.
  if (name === 'TimeoutError' && code !== 'ECONNRESET' && code !== 'EPIPE') return fail('S3 does not answer in time');
  if (status !== undefined && status >= 300)
    return fail(`S3 answers with ${status}${name === 'Unknown' || name === 'Error' ? '' : ` ${name}`}`);
  return fail(`S3 cannot be reached (${code ?? name})`);
}

/** Whether an upload in parts is not there any more: given up, or completed before. */
export function isUploadGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchUpload';
}
