import { notifications } from '@mantine/notifications';
import { isOver, type Job } from '@sheetport/contract';
import { useEffect } from 'react';
import { jobFileUrl } from '../../api/api.ts';

/** Exports that this page has seen while they were made. */
const waitedFor = new Set<string>();

/** Notes that somebody waits for an export. */
export function useWaiting({ id, kind, state }: Pick<Job, 'id' | 'kind' | 'state'>): void {
  useEffect(() => {
    if (kind === 'export' && !isOver(state)) waitedFor.add(id);
  }, [id, kind, state]);
}

/** The same of one that was just asked for; where its file was there already, it is said. */
export function expectDownload({ id, state }: Job, message: string): void {
  waitedFor.add(id);
  if (state === 'succeeded') notifications.show({ color: 'gray', message });
}

/** Starts the download of an export that somebody waited for, once. */
export function useDownloadOnce({ id, kind, state, result }: Job): void {
  const isReady = kind === 'export' && state === 'succeeded' && result?.gone !== true;
  useEffect(() => {
    if (!isReady || !waitedFor.delete(id)) return;
    downloadFile(id);
  }, [id, isReady]);
}

/** Downloads the file of an export, under the name that the service gives it. */
export function downloadFile(jobId: string): void {
  const link = document.createElement('a');
  link.href = jobFileUrl(jobId);
  link.download = '';
  link.click();
}
