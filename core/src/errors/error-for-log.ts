/** SQLSTATE class 22: data exceptions, whose messages quote the value (PostgreSQL docs, "PostgreSQL Error Codes"). */
const DATA_EXCEPTION = /^22\w{3}$/;
/** How deep causes of causes are logged. */
const DEPTH = 5;
/** Fields of errors that are logged besides the message: those without values of cells. `detail`, `where` and `query` have such values. */
const KEPT = [
  'code',
  'severity',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'routine',
  'syscall',
  'status',
] as const;

/**
 * An error for a log: its kind, message, codes, stack and causes, without values of cells. PostgreSQL has values in `detail`
 * ("Key (email)=(…) already exists"), in `where` ("COPY orders, line 5, column size: …"), and in the messages of data exceptions.
 */
export function errorForLog(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const given = error as Error & Record<string, unknown>;
  const kept = KEPT.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]));
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: messageForLog(error),
    stack: framesOf(error),
    ...Object.fromEntries(kept),
    ...(error.cause !== undefined && depth < DEPTH && { cause: errorForLog(error.cause, depth + 1) }),
    ...(error instanceof AggregateError &&
      depth < DEPTH && { errors: error.errors.slice(0, DEPTH).map((one) => errorForLog(one, depth + 1)) }),
  };
}

/** The message of an error, without the value that PostgreSQL quotes. */
export function messageForLog(error: Error): string {
  const { code } = error as Error & { code?: unknown };
  // A value may have quotation marks of its own: from the first one to the last.
  return typeof code === 'string' && DATA_EXCEPTION.test(code) ? error.message.replace(/".*"/gs, '"…"') : error.message;
}

/** The frames of a stack, without its head, which repeats the message. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
