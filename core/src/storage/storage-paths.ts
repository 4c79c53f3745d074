import path from 'node:path';
import { DATA_FOLDERS } from '@sheetport/contract';

/** The bytes of an upload, named by id. */
export function uploadedFile(dataDir: string, fileId: string): string {
  return path.join(dataDir, DATA_FOLDERS.files, fileId);
}

/** The first rows of each sheet as people see them, written by inspection for the server to show. */
export function previewFile(dataDir: string, fileId: string): string {
  return `${uploadedFile(dataDir, fileId)}.preview.json`;
}

/** The finished file of an export. */
export function exportedFile(dataDir: string, jobId: string): string {
  return path.join(dataDir, DATA_FOLDERS.exports, jobId);
}

/** Where a claim writes its export before it is published: a late claim cannot touch its successor's. */
export function exportDraft(dataDir: string, jobId: string, fence: number): string {
  return `${exportedFile(dataDir, jobId)}.${fence}`;
}

/** Where a claim writes a file before it is complete. The janitor removes it when the claim is over. */
export function uploadDraft(dataDir: string, jobId: string, fence: number): string {
  return path.join(dataDir, DATA_FOLDERS.uploads, `${jobId}.${fence}.part`);
}
