import type { FoundDraft } from './storage.ts';

/** What a claim writes before it is whole: a job's id, the claim's number, and `.part` while its bytes still come (`.file.part`: one file of a zip). */
const DRAFT = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d+)((?:\.file)?\.part)?$/;

/** The drafts among the names of files. */
export function findDrafts(names: readonly string[]): FoundDraft[] {
  return names.flatMap((name) => {
    const [, id, claim] = DRAFT.exec(name) ?? [];
    return id === undefined ? [] : [{ name, id, claim: Number(claim) }];
  });
}
