/** Being told that a job is over: by a letter, or by a notification of this browser while the page is open. */
import { isOver, type Job } from '@sheetport/contract';
import { queryOptions } from '@tanstack/react-query';
import { act, readAs } from './api.ts';
import { JobNotice } from './page-shapes.ts';
import { queryClient } from './queries.ts';
import { KEYS } from './query-keys.ts';
import { watch } from './socket.ts';

const keyOf = (id: string) => ['job-notice', id];

export const jobNoticeQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => readAs(JobNotice, `/api/jobs/${id}/notice`, { signal }),
  });

export async function askJobNotice(id: string, wanted: boolean): Promise<void> {
  const path = `/api/jobs/${id}/notice`;
  if (wanted) queryClient.setQueryData(keyOf(id), await readAs(JobNotice, path, { method: 'PUT' }));
  else await act(path, { method: 'DELETE' });
  await queryClient.invalidateQueries({ queryKey: keyOf(id) });
}

/** Jobs whose end this page shows as a notification, and how to stop that. */
const shown = new Map<string, () => void>();

export const isShownWhenOver = (id: string) => shown.has(id);

/**
 * Show a notification of the browser when a job is over, on whatever page one is then.
 * @param say the title and the text
 * @returns false where the browser does not allow it
 */
export async function showWhenOver(id: string, say: (job: Job) => { title: string; body: string }): Promise<boolean> {
  if (!('Notification' in window) || (await Notification.requestPermission()) !== 'granted') return false;
  if (shown.has(id)) return true;
  const unwatch = watch(id);
  const unsubscribe = queryClient.getQueryCache().subscribe(() => {
    const job = queryClient.getQueryData<Job>(KEYS.job(id));
    if (!job || !isOver(job.state)) return;
    showNoMore(id);
    const { title, body } = say(job);
    const notification = new Notification(title, { body, tag: id });
    notification.onclick = () => window.focus();
  });
  shown.set(id, () => {
    unwatch();
    unsubscribe();
  });
  return true;
}

export function showNoMore(id: string): void {
  shown.get(id)?.();
  shown.delete(id);
}
