/** Why a running claim stops before its end. The reason of its AbortSignal. */
export class Halt extends Error {
  readonly why: 'cancel' | 'lost' | 'drain';
  constructor(why: 'cancel' | 'lost' | 'drain') {
    super(`halted: ${why}`);
    this.name = 'Halt';
    this.why = why;
  }
}

/** The halt behind a signal that has fired, else undefined. */
export function haltOf(signal: AbortSignal): Halt | undefined {
  return signal.aborted && signal.reason instanceof Halt ? signal.reason : undefined;
}
