import { randomUUID } from 'node:crypto';
import type { NewImport } from '@sheetport/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type FileAnswer, type JobAnswer, JobAnswer as JobShape, MappingAnswer } from '../answers.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { findTable } from '../find-table.ts';
import { plain, writeJson, writeLine } from '../output.ts';
import { openSession, type Session } from '../session.ts';
import { uploadFile, waitForInspection } from '../upload-file.ts';
import { tellEnd, watchJob } from '../watch-job.ts';

interface ImportOptions {
  into?: string;
  create?: string;
  sheet?: string;
  mode: NewImport['mode'];
  key?: string[];
  map?: Record<string, string | null>;
  onReject: NewImport['onReject'];
  allowRepeat?: boolean;
  dryRun?: boolean;
  wait: boolean;
}

export function addImportCommands(program: Command): void {
  program
    .command('upload')
    .description('send a file and wait until the service has looked at it; prints its id')
    .argument('<file>', 'a workbook or a delimited text')
    .addHelpText('after', '\nExample:\n  sheetport upload orders.xlsx')
    .action(async (file: string, _options, command: Command) => {
      const session = await openSession(command);
      const found = await waitForInspection(session, await uploadFile(session, file));
      if (session.json) writeJson({ exitCode: EXIT.done, file: found });
      else {
        writeLine(found.id);
        const sheets = found.sheets?.map(({ name }) => plain(name)).join(', ');
        process.stderr.write(`Sheets: ${sheets}\n`);
      }
    });

  program
    .command('import')
    .description('import a file into a table, and wait for the end')
    .argument('<file>', 'a workbook or a delimited text, or the id of an uploaded file')
    .option('--into <table>', 'a table that is there, by id or name')
    .option('--create <name>', 'a new table')
    .option('--sheet <sheet>', 'a sheet by index (from 0) or name; default the first with anything in it')
    .addOption(
      new Option('--mode <mode>', 'what rows do').choices(['insert', 'upsert', 'update', 'replace']).default('insert'),
    )
    .option('--key <columns...>', 'columns that identify a row, for upsert and update')
    .option('--map <heading=column>', 'where a heading goes; "heading=" ignores it; may be repeated', readMap)
    .addOption(
      new Option('--on-reject <what>', 'what a wrong row does to the others')
        .choices(['skip', 'abort'])
        .default('skip'),
    )
    .option('--allow-repeat', 'import rows that were imported before')
    .option('--dry-run', 'change nothing: say what would change')
    .option('--no-wait', 'print the id of the job and end')
    .addHelpText(
      'after',
      `
Examples:
  sheetport import orders.xlsx --into Orders
  sheetport import orders.csv --into Orders --mode upsert --key "Order no" --dry-run
  sheetport import prices.xlsx --create Prices --map Remarks= --map "Unit price=Price"`,
    )
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const session = await openSession(command);
      const job = await startImport(session, file, options);
      if (!options.wait) return session.json ? writeJson({ exitCode: EXIT.done, job }) : writeLine(job.id);
      process.exitCode = tellEnd(await watchJob(session, job.id), session.json);
    });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function startImport(session: Session, file: string, options: ImportOptions): Promise<JobAnswer> {
  const { client } = session;
  if ((options.into === undefined) === (options.create === undefined))
    throw new CliError(EXIT.usage, 'no_destination', 'Say where the rows go: either --into TABLE or --create NAME.');
  // What can be wrong without the file is found before it is sent.
  const table = options.into === undefined ? undefined : await findTable(client, options.into);
  const fileId = UUID.test(file) ? file : await uploadFile(session, file);
  const inspected = await waitForInspection(session, fileId);
  const mapping = await planMapping(session, inspected, options, table?.id);
  const body: NewImport = {
    fileId,
    table: table ? { id: table.id } : { create: { name: options.create! } },
    mode: options.mode,
    onReject: options.onReject,
    ...(options.sheet !== undefined && { sheet: sheetOf(options.sheet) }),
    ...(options.key && { key: options.key }),
    ...(mapping && { mapping }),
    ...(options.allowRepeat && { allowRepeat: true }),
    ...(options.dryRun && { dryRun: true }),
  };
  return client.ask(JobShape, 'POST', '/api/imports', { body, headers: { 'idempotency-key': randomUUID() } });
}

/**
 * The mapping of the service, with what the person says in its place. What goes nowhere is said: nothing is left out in silence.
 * @returns undefined where the service's own is as it stands
 */
async function planMapping(
  { client, json }: Session,
  file: FileAnswer,
  { map, sheet }: ImportOptions,
  tableId: string | undefined,
): Promise<NewImport['mapping']> {
  const asked = sheet === undefined ? undefined : sheetOf(sheet);
  const index = typeof asked === 'number' ? asked : file.sheets?.find(({ name }) => name === asked)?.index;
  const query = new URLSearchParams({
    ...(index !== undefined && { sheet: String(index) }),
    ...(tableId && { tableId }),
  });
  const { columns } = await client.ask(MappingAnswer, 'GET', `/api/files/${file.id}/mapping?${query}`);
  const headings = new Set(columns.map(({ header }) => header));
  const unknown = Object.keys(map ?? {}).filter((heading) => !headings.has(heading));
  if (unknown.length > 0)
    throw new CliError(
      EXIT.usage,
      'no_such_heading',
      `The sheet has no heading "${unknown[0]}". It has: ${[...headings].join(', ')}`,
    );
  const goesTo = (header: string, column: string | null) => (map && Object.hasOwn(map, header) ? map[header]! : column);
  if (!json) {
    const ignored = columns.filter(({ header, column }) => goesTo(header, column) === null);
    const doubtful = columns.filter(
      ({ header, column, confidence }) => column !== null && confidence < 0.7 && !Object.hasOwn(map ?? {}, header),
    );
    for (const { header } of ignored) process.stderr.write(`Not imported: ${plain(header)}\n`);
    for (const { header, column, confidence } of doubtful)
      process.stderr.write(
        `Please check: ${plain(header)} goes to ${plain(column!)} (${Math.round(confidence * 100)} % sure)\n`,
      );
  }
  if (!map) return undefined;
  return Object.fromEntries(
    columns.map(({ header, column, ...suggested }) => {
      const target = goesTo(header, column);
      const { options } = suggested as { options?: Record<string, unknown> };
      return [header, target === null ? null : { ...(target === column && options), column: target }];
    }),
  );
}

function sheetOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function readMap(text: string, before: Record<string, string | null> = {}): Record<string, string | null> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError('It looks like "Heading=column", or "Heading=" to ignore it.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) || null };
}
