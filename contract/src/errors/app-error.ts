/** The error that is thrown with a code of the table. */
import { ERRORS, type ErrorCode } from './error-codes.ts';

/** Fill `{name}` marks of a message. Unknown names become a dash, so that a message never shows a mark. */
export function fill(message: string, details: Record<string, string | number> = {}): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '—'));
}

/** An error with a code of the table. Its details may be shown to people. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, string | number>;
  constructor(code: ErrorCode, details: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(fill(ERRORS[code].message, details), options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
  get status(): number {
    return ERRORS[this.code].status;
  }
  get retryable(): boolean {
    return ERRORS[this.code].retryable === true;
  }
}
