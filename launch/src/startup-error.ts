/** A start that cannot go on for a reason that a person can correct; shown as its message alone, without a stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
