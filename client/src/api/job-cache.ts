/** What is known of jobs, and how a heard version of one changes the lists that show it. Pure; `socket.ts` applies it. */
import { foldJob, isOver, type Job, type Jobs, type JobsFilter } from '@sheetport/contract';
import type { InfiniteData } from '@tanstack/react-query';

/** Enough for every list on screen; older entries are asked again when needed. */
const MAX_JOBS = 1000;
const latest = new Map<string, Job>();

/**
 * Take note of a version of a job, from a fetch or from the socket, and give back the newest known one. A slow answer
 * to a fetch can so never rewind a bar that the socket has already moved.
 */
export function learnJob(heard: Job): Job {
  const folded = foldEnded(latest.get(heard.id), heard);
  latest.delete(heard.id);
  latest.set(heard.id, folded);
  if (latest.size > MAX_JOBS) latest.delete(latest.keys().next().value as string);
  return folded;
}

/** A job that is over never runs again, but it can be undone, and its rejects can be corrected. */
function foldEnded(known: Job | undefined, heard: Job): Job {
  if (!known || !isOver(known.state) || known.state !== heard.state || heard.seq < known.seq)
    return foldJob(known, heard);
  const undoneByJobId = heard.undoneByJobId ?? known.undoneByJobId ?? null;
  if (
    heard.seq === known.seq &&
    undoneByJobId === (known.undoneByJobId ?? null) &&
    heard.pendingRejects === known.pendingRejects
  )
    return known;
  return { ...heard, undoneByJobId };
}

export function forgetJobs(): void {
  latest.clear();
}

/** Each part of a filter by itself: a new part of `JobsFilter` is wrong here until it has its line. */
const FITS: { [Part in keyof Required<JobsFilter>]: (job: Job, wanted: NonNullable<JobsFilter[Part]>) => boolean } = {
  kind: (job, kind) => job.kind === kind,
  state: (job, state) => job.state === state,
  tableId: (job, id) => job.tableId === id,
  fileId: (job, id) => job.fileId === id,
  batchId: (job, id) => job.batchId === id,
  parentId: (job, id) => job.parentId === id,
  dependsOn: (job, id) => job.dependsOn?.includes(id) === true,
  createdBy: (job, id) => job.createdBy === id,
  from: (job, from) => job.createdAt >= from,
  to: (job, to) => (to.length === 10 ? job.createdAt.slice(0, 10) <= to : job.createdAt < to),
  search: () => true,
};
const PARTS = Object.keys(FITS) as (keyof JobsFilter)[];

/** Words that are searched for are not looked at: see `hasWords`. */
export function fitsFilter(job: Job, filter: JobsFilter): boolean {
  const fits = <Part extends keyof JobsFilter>(part: Part) => {
    const wanted = filter[part];
    return !wanted || FITS[part](job, wanted);
  };
  return PARTS.every((part) => fits(part));
}

/** The service also looks for the words in the table's name, which a job does not carry: then the next answer brings it. */
function hasWords(job: Job, { search }: JobsFilter): boolean {
  return !search || job.title.toLowerCase().includes(search.toLowerCase());
}

export type JobPages = InfiniteData<Jobs, string | undefined>;

/** Replace the job where it stands; take it out where it no longer fits the filter; put a new one on top. */
export function foldIntoPages(known: JobPages | undefined, filter: JobsFilter, job: Job): JobPages | undefined {
  if (!known) return known;
  const fits = fitsFilter(job, filter);
  let found = false;
  const pages = known.pages.map((page) => {
    const at = page.jobs.findIndex((one) => one.id === job.id);
    if (at < 0) return page;
    found = true;
    if (!fits) return { ...page, jobs: page.jobs.filter((one) => one.id !== job.id) };
    const folded = foldEnded(page.jobs[at], job);
    return folded === page.jobs[at] ? page : { ...page, jobs: page.jobs.with(at, folded) };
  });
  if (!found) {
    const first = pages[0];
    // An old job that is not on the loaded pages belongs further down, where a later page will bring it.
    if (!fits || !hasWords(job, filter) || !first || (first.jobs[0] && first.jobs[0].createdAt > job.createdAt))
      return known;
    pages[0] = { ...first, jobs: [job, ...first.jobs] };
  } else if (pages.every((page, index) => page === known.pages[index])) return known;
  return { ...known, pages };
}

/** The jobs that are queued or running now, newest first. */
export function foldIntoActive(known: Job[] | undefined, job: Job): Job[] | undefined {
  if (!known) return known;
  const at = known.findIndex((one) => one.id === job.id);
  if (at < 0) return isOver(job.state) ? known : [job, ...known];
  const folded = foldJob(known[at], job);
  return isOver(folded.state) ? known.filter((one) => one.id !== job.id) : known.with(at, folded);
}
