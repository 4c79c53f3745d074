import type { RemoteFolderLocation } from '@sheetport/contract';
import type { RemoteFolder, RemoteOptions } from './remote-folder.ts';

/**
 * Open a folder of another system; S3 is asked first by the first call.
 * @param secret the secret access key, the password, or the private key
 * @throws AppError `receiver_unreachable`, `receiver_refused`, `address_not_allowed`, `host_key_not_confirmed`
 */
export async function openRemoteFolder(
  location: RemoteFolderLocation,
  secret: string,
  options: RemoteOptions,
): Promise<RemoteFolder> {
  // Both libraries take memory and time to load: only where they are used.
  if (location.kind === 's3') return (await import('./s3-folder.ts')).openS3Folder(location, secret, options);
  return (await import('./sftp-folder.ts')).openSftpFolder(location, secret, options);
}
