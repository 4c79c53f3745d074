/** What a command writes: results on the standard output, progress and errors on the standard error. */
import { CliError } from './exit-codes.ts';

/** A program that reads the output and ends (`| head`) is no error. */
export function tolerateClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
}

/** Text of others may hold what a terminal would obey: control characters are shown as a mark. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�');
}

export function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function writeJson(value: unknown): void {
  writeLine(JSON.stringify(value));
}

/** Lines of a table with aligned columns. */
export function writeTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [headings, ...rows.map((row) => row.map(plain))];
  const widths = headings.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  for (const line of lines)
    writeLine(
      line
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    );
}

/** Tell how a command failed; out: the exit code. */
export function writeError(error: unknown, json: boolean): number {
  const known =
    error instanceof CliError
      ? error
      : new CliError(1, 'internal', error instanceof Error ? error.message : String(error));
  if (json) writeJson({ error: { code: known.code, message: known.message } });
  process.stderr.write(`sheetport: ${plain(known.message)}\n`);
  return known.exitCode;
}
