/**
 * Wait for an answer for a limited time.
 * @throws the error of `toError`, once `ms` have passed
 */
export async function withTimeout<T>(ms: number, answer: Promise<T>, toError: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(toError()), ms);
  });
  // An answer that fails after the time-out must not count as an unhandled rejection.
  answer.catch(() => undefined);
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
