/** A start that cannot go on for a reason a person can mend; shown as its message alone, without a stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
