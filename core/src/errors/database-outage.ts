import { AppError } from '@sheetport/contract';

/** Codes for a full disk: of the file system, and in SQLSTATE. */
const FULL = /^(ENOSPC|EDQUOT|53100)$/;
const FULL_DISK = { detail: 'it is full' };

/** Codes for a database that does not answer: Prisma's, those of sockets, and SQLSTATE classes 08 (connection), 53 (resources) and 57P (shutdown);
 * 40P01 is a deadlock, with a migration of the next version, say. */
const OUTAGE =
  /^(P1001|P1002|P1008|P1017|P2024|P2028|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|08...|53...|57P..|40P01)$/;
/** The same in messages of pg and of Prisma, which carry no code. */
const OUTAGE_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|the database system is|Can't reach database|ConnectionClosed|DatabaseNotReachable|SocketTimeout/i;

/** Causes are followed this deep. */
const MAX_DEPTH = 5;

/** Whether a code of the operating system or of Postgres means that a disk is full. */
export function isDiskFullCode(code: string): boolean {
  return FULL.test(code);
}

/** The error that people see for a full disk. */
export function diskFull(cause: unknown): AppError {
  return new AppError('disk_full', FULL_DISK, { cause });
}

/**
 * Map an error of pg, Prisma or a socket to `disk_full` or `database_unavailable`.
 * @returns undefined for every other error
 */
export function toOutage(error: unknown): AppError | undefined {
  if (hasCode(error, isDiskFullCode)) return diskFull(error);
  const isOutage = hasCode(
    error,
    (code) => OUTAGE.test(code) || OUTAGE_WORDS.test(code),
    (message) => OUTAGE_WORDS.test(message),
  );
  return isOutage ? new AppError('database_unavailable', {}, { cause: error }) : undefined;
}

/** Whether Postgres stopped a statement: at its time-out, or because somebody cancelled it (SQLSTATE 57014). */
export function isStatementTimeout(error: unknown): boolean {
  return hasCode(error, (code) => code === '57014');
}

/** Whether an error, or any of its causes, has such a code or such a message. Prisma keeps the driver's error in `meta`. */
function hasCode(
  error: unknown,
  isCode: (code: string) => boolean,
  isMessage: (message: string) => boolean = () => false,
  depth = 0,
): boolean {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return false;
  const { code, originalCode, sqlstate, kind, message, cause, meta } = error as Record<string, unknown>;
  if ([code, originalCode, sqlstate, kind].some((one) => typeof one === 'string' && isCode(one))) return true;
  if (typeof message === 'string' && isMessage(message)) return true;
  const { driverAdapterError } = (meta ?? {}) as { driverAdapterError?: unknown };
  return [cause, driverAdapterError].some((deeper) => hasCode(deeper, isCode, isMessage, depth + 1));
}
