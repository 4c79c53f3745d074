import { Command, CommanderError } from 'commander';
import { addCompletionCommand } from './commands/completion.ts';
import { addExportCommands } from './commands/export.ts';
import { addImportCommands } from './commands/import.ts';
import { addJobCommands } from './commands/jobs.ts';
import { addLoginCommands } from './commands/login.ts';
import { addRejectCommands } from './commands/rejects.ts';
import { addScheduleCommands } from './commands/schedules.ts';
import { EXIT } from './exit-codes.ts';
import { writeError, writeJson } from './output.ts';

const AFTER = `
Which service: SHEETPORT_URL and SHEETPORT_KEY, or what "sheetport login" saved.

Exit codes:
  0 done   1 failed   2 wrong command line   3 done, with rejected rows   4 cancelled
  5 refused by the service   6 the service does not answer   130 interrupted

Examples:
  sheetport login --url http://127.0.0.1:4000 < key.txt
  sheetport import orders.xlsx --into Orders --mode upsert --key "Order no"
  sheetport export Orders -o orders.csv
  sheetport jobs --state failed --json`;

/** @param start runs the service; absent where only the command line is installed */
function makeProgram(version: string, start?: () => Promise<void>): Command {
  const program = new Command('sheetport')
    .description('Spreadsheets into Postgres tables and back.')
    .version(version)
    .option('--profile <name>', 'a saved profile other than the default one')
    .option('--json', 'print one JSON document on standard output, without progress')
    .option('--quiet', 'no progress')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', AFTER);
  if (start)
    program
      .command('start')
      .description('start the service here: database, server and worker (also without a command)')
      .addHelpText(
        'after',
        '\nSettings are environment variables (PORT, DATA_DIR, DATABASE_URL …); data goes to ./data.',
      )
      .action(start);
  addImportCommands(program);
  addExportCommands(program);
  addRejectCommands(program);
  addJobCommands(program);
  addScheduleCommands(program);
  addLoginCommands(program);
  addCompletionCommand(program);
  return program;
}

/**
 * Run a command line. Sets `process.exitCode` (exit-codes.ts).
 * @param argv as `process.argv`
 */
export async function runProgram(argv: readonly string[], version: string, start?: () => Promise<void>): Promise<void> {
  const json = argv.includes('--json');
  try {
    const program = makeProgram(version, start);
    for (const command of program.commands) command.exitOverride();
    await program.parseAsync(start && argv.length === 2 ? [...argv, 'start'] : argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      // The parser has printed the error for people.
      if (json && error.exitCode !== 0)
        writeJson({ error: { code: 'usage', message: error.message.replace(/^error: /, '') } });
    } else process.exitCode = writeError(error, json);
  }
}
