/** A pino line made readable. */

const NAMES: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'fatal' };

export interface LogLine {
  readonly level: number;
  readonly text: string;
}

/** Read one line of a child's output: pino's JSON, or plain text (level 0). */
export function readLogLine(line: string): LogLine {
  if (!line.startsWith('{')) return { level: 0, text: line };
  try {
    const record = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown }; code?: unknown };
    if (typeof record.level !== 'number') return { level: 0, text: line };
    const cause = record.err?.message;
    const said = typeof record.msg === 'string' ? record.msg : '';
    const why = typeof cause === 'string' && cause !== said ? cause : '';
    const text = [said, why]
      .filter(Boolean)
      .join(': ')
      .replaceAll(/\s*\n\s*/g, ' ');
    return { level: record.level, text: `${NAMES[record.level] ?? record.level}: ${text}` };
  } catch {
    return { level: 0, text: line };
  }
}
