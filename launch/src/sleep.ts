/** Delays and time limits. */

/** Wait for `ms` milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}

/** Whether this settles in time. No timer is left behind, which would keep a process from ending. */
export async function within(settles: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(done, ms, false);
  });
  try {
    return await Promise.race([settles.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
