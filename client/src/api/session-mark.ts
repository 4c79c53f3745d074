/** Remembers in this browser that somebody signed in, so that a session that has ended is told from one that never began. */

const MARK = 'sheetport-signed-in';

/** Whether somebody was signed in here and did not sign out. False where storage is off. */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}

export function markSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(MARK, '1');
    else localStorage.removeItem(MARK);
  } catch {
    // Storage is off: then an ended session looks like one that never began.
  }
}
