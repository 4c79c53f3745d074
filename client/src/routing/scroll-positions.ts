/** How far each page of the browser's history was scrolled, for the way back and for a reload. */

const STORAGE_KEY = 'sheetport-scroll';
/** As many pages back as somebody may remember. */
const MAX_KEPT = 50;

function readKept(): Map<string, number> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]');
    return new Map(Array.isArray(kept) ? kept : []);
  } catch {
    return new Map();
  }
}

const kept = readKept();

/** @param entry names the page in the history */
export function keepScroll(entry: string): void {
  kept.delete(entry);
  kept.set(entry, Math.round(window.scrollY));
  for (const old of [...kept.keys()].slice(0, -MAX_KEPT)) kept.delete(old);
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify([...kept]));
  } catch {
    // Storage is off: what is kept lasts as long as the page.
  }
}

/** A page that was never scrolled begins at its top. */
export function restoreScroll(entry: string): void {
  window.scrollTo({ top: kept.get(entry) ?? 0, behavior: 'instant' });
}
