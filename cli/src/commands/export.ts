import { randomUUID } from 'node:crypto';
import type { ExportFormat } from '@sheetport/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { JobAnswer } from '../answers.ts';
import { downloadExport } from '../download-file.ts';
import { EXIT } from '../exit-codes.ts';
import { findTable, nameColumn, nameColumns } from '../find-table.ts';
import { writeJson, writeLine } from '../output.ts';
import { openSession, type Session } from '../session.ts';
import { exitCodeOf, getJob, tellEnd, watchJob } from '../watch-job.ts';

interface ExportOptions {
  output?: string;
  format?: string;
  columns?: string[];
  filter?: unknown;
  sort?: string[];
  view?: string;
}

const ALL_FORMATS: Record<ExportFormat, true> = {
  xlsx: true,
  csv: true,
  tsv: true,
  jsonl: true,
  html: true,
  ods: true,
  parquet: true,
  pdf: true,
  zip: true,
};
const FORMATS = Object.keys(ALL_FORMATS);

export function addExportCommands(program: Command): void {
  program
    .command('export')
    .description('export a table to a file; goes on after a lost connection')
    .argument('<table>', 'a table by id or name')
    .option('-o, --output <file>', 'where the file goes; default its own name, here')
    .addOption(new Option('--format <format>', 'default what the name of the file says, else xlsx').choices(FORMATS))
    .option('--columns <columns...>', 'only these columns, in this order')
    .option('--filter <json>', 'only these rows, as the API writes a filter', readJson)
    .option('--sort <columns...>', 'order; "-column" begins with the highest')
    .option('--view <id>', 'the rows and columns of a saved view')
    .addHelpText(
      'after',
      `
Examples:
  sheetport export Orders -o orders.csv
  sheetport export Orders -o big.xlsx --filter '{"column":"quantity","op":"ge","value":10}' --sort -quantity`,
    )
    .action(async (word: string, options: ExportOptions, command: Command) => {
      const session = await openSession(command);
      const { client } = session;
      const table = await findTable(client, word);
      const job = await client.ask(JobAnswer, 'POST', '/api/exports', {
        headers: { 'idempotency-key': randomUUID() },
        body: {
          ...(options.view === undefined ? { tableId: table.id } : { viewId: options.view }),
          format: options.format ?? formatOf(options.output) ?? 'xlsx',
          ...(options.columns && { columns: options.columns }),
          ...(options.filter !== undefined && { filter: nameColumns(table, options.filter) }),
          ...(options.sort && {
            sort: options.sort.map((one) => ({
              column: nameColumn(table, one.replace(/^-/, '')),
              desc: one.startsWith('-'),
            })),
          }),
        },
      });
      await fetchFile(session, await watchJob(session, job.id), options.output);
    });

  program
    .command('download')
    .description('fetch the file of an export; goes on where an earlier download stopped')
    .argument('<job>', 'the id of the export')
    .option('-o, --output <file>', 'where the file goes; default its own name, here')
    .action(async (id: string, { output }: ExportOptions, command: Command) => {
      const session = await openSession(command);
      await fetchFile(session, await getJob(session.client, id), output);
    });
}

async function fetchFile(session: Session, job: JobAnswer, output: string | undefined): Promise<void> {
  const { client, json, progress } = session;
  if (exitCodeOf(job) !== EXIT.done) {
    process.exitCode = tellEnd(job, json);
    return;
  }
  // A name of the service's is no path.
  const target = output ?? (job.result?.name ?? `${job.id}.xlsx`).replace(/[/\\]/g, '_');
  const bytes = await downloadExport(client, job.id, target, progress);
  if (json) writeJson({ exitCode: EXIT.done, job, file: target, bytes });
  else writeLine(target);
}

function formatOf(file: string | undefined): string | undefined {
  const ending = file?.split('.').at(-1)?.toLowerCase();
  return FORMATS.find((format) => format === ending);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It is no JSON.');
  }
}
