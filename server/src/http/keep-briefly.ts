/**
 * A reading that serves all who ask within `ms` of its start. A failed one serves nobody who comes later.
 * @returns `fresh`: read now, whatever is kept
 */
export function keepBriefly<T>(ms: number, read: () => Promise<T>): (fresh?: boolean) => Promise<T> {
  let kept: { at: number; reading: Promise<T> } | undefined;
  return (fresh = false) => {
    if (kept && !fresh && Date.now() - kept.at < ms) return kept.reading;
    const own = { at: Date.now(), reading: read() };
    kept = own;
    own.reading.catch(() => {
      if (kept === own) kept = undefined;
    });
    return own.reading;
  };
}
