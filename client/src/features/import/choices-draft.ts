/** Keeps the choices for a file in the tab: after a dry run one comes back to change a little, not to begin again. */
import { type Choices, startChoices } from './choices.ts';

const keyOf = (fileId: string) => `sheetport-choices-${fileId}`;

/** The choices of this file so far. `tableId`: a table that a link named, which comes before the one that was chosen then. */
export function readChoices(fileId: string, tableId?: string): Choices {
  const fresh = startChoices(tableId);
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(fileId)) ?? 'null');
    if (kept === null || typeof kept !== 'object') return fresh;
    return { ...fresh, ...kept, ...(tableId && { goes: 'existing' as const, tableId }) };
  } catch {
    // Storage is off, or holds what somebody else wrote: begin anew.
    return fresh;
  }
}

export function keepChoices(fileId: string, choices: Choices): void {
  try {
    sessionStorage.setItem(keyOf(fileId), JSON.stringify(choices));
  } catch {
    // Storage is off or full: the choices last as long as the page.
  }
}

/** After an import has begun, the same file dropped into it again is a matter of its own. */
export function forgetChoices(fileId: string): void {
  try {
    sessionStorage.removeItem(keyOf(fileId));
  } catch {
    // Storage is off: there is nothing to forget.
  }
}
