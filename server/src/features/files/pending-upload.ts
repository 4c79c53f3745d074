import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { File } from '@sheetport/contract';
import { z } from 'zod';
import { cleanFileName } from '../../http/file-name.ts';
import type { FileStore } from './file-store.ts';

/** The file that the tus library writes beside an upload. */
const TusInfo = z.object({
  size: z.number().int().optional(),
  creation_date: z.iso.datetime().optional(),
  metadata: z.object({ filename: z.string().nullish() }).nullish(),
});

/** The file that a resumable upload will be, while its pieces still come; null where there is no such upload. */
export async function findPendingUpload({ uploads }: Pick<FileStore, 'uploads'>, id: string): Promise<File | null> {
  const pieces = path.join(uploads, id);
  const [there, text] = await Promise.all([
    stat(pieces).catch(() => null),
    readFile(`${pieces}.json`, 'utf8').catch(() => null),
  ]);
  if (!there || text === null) return null;
  const info = readInfo(text);
  return {
    id,
    name: cleanFileName(info?.metadata?.filename),
    bytes: info?.size ?? there.size,
    sha256: null,
    format: null,
    state: 'receiving',
    createdAt: info?.creation_date ?? there.birthtime.toISOString(),
    error: null,
    inspectionId: null,
    correctsJobId: null,
  };
}

/** Undefined where the file is only partly written. */
function readInfo(text: string): z.infer<typeof TusInfo> | undefined {
  try {
    return TusInfo.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
