import type { NewUploadLink, UploadLink, UploadLinkChange } from '@sheetport/contract';
import { type RunDraft, runDraftOf, toRunOptions } from '../automation/run-draft.ts';

const WEEK_MS = 7 * 86_400_000;

/** What is typed of an upload link, and may be changed later. */
export interface LinkDraft {
  name: string;
  message: string;
  /** The last day, where the person is: 2026-12-31. */
  day: string;
  maxFiles: string;
  newColumns: UploadLink['newColumns'];
  run: RunDraft;
  retries: string;
}

/** @param link undefined of a new one */
export function linkDraftOf(link: UploadLink | undefined): LinkDraft {
  return {
    name: link?.name ?? '',
    message: link?.message ?? '',
    day: dayOf(link ? new Date(link.expiresAt) : new Date(Date.now() + WEEK_MS)),
    maxFiles: String(link?.maxFiles ?? 20),
    newColumns: link?.newColumns ?? 'table',
    run: runDraftOf(link),
    retries: String(link?.retries ?? 3),
  };
}

export function toLinkParts({ name, message, day, maxFiles, newColumns, run, retries }: LinkDraft) {
  return {
    name: name.trim(),
    message: message.trim() || null,
    // The whole day, where the person is.
    expiresAt: new Date(`${day}T23:59:59`).toISOString(),
    maxFiles: Number(maxFiles),
    newColumns,
    ...toRunOptions(run),
    retries: Number(retries),
  } satisfies Partial<NewUploadLink>;
}

export function isLinkWhole({ name, day, maxFiles }: LinkDraft): boolean {
  return name.trim() !== '' && day !== '' && Number(maxFiles) >= 1;
}

/** What is to change of a link; undefined where nothing is. What was not touched keeps its exact value, such as a time of the day. */
export function toLinkChange(draft: LinkDraft, link: UploadLink): UploadLinkChange | undefined {
  const before: Record<string, unknown> = toLinkParts(linkDraftOf(link));
  const changed = Object.entries(toLinkParts(draft)).filter(
    ([name, part]) => JSON.stringify(part) !== JSON.stringify(before[name]),
  );
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}

/** A day as the field of a date has it, where the person is. */
export function dayOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
