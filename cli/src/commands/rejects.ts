import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import { isOver, JobAnswer, RejectsAnswer } from '../answers.ts';
import { downloadExport } from '../download-file.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { plain, writeJson, writeLine } from '../output.ts';
import { openSession } from '../session.ts';
import { uploadFile, waitForInspection } from '../upload-file.ts';
import { exitCodeOf, tellEnd, watchJob } from '../watch-job.ts';

type Cells = Record<string, string | null>;

export function addRejectCommands(program: Command): void {
  program
    .command('rejects')
    .description('list the rejected rows of an import with the reasons, or fetch them as a workbook to correct')
    .argument('<job>')
    .option('-o, --output <file>', 'write the workbook (.xlsx) there')
    .addHelpText('after', '\nExamples:\n  sheetport rejects 0199c1a2-…\n  sheetport rejects 0199c1a2-… -o rejects.xlsx')
    .action(async (id: string, { output }: { output?: string }, command: Command) => {
      const session = await openSession(command);
      const { client, json } = session;
      const path = `/api/jobs/${encodeURIComponent(id)}`;
      if (output !== undefined) {
        // A worker makes it, or has made it as it would be now.
        const started = await client.ask(JobAnswer, 'GET', `${path}/rejects.xlsx`, {
          headers: { prefer: 'respond-async' },
        });
        const made = isOver(started) ? started : await watchJob(session, started.id);
        if (exitCodeOf(made) !== EXIT.done) {
          process.exitCode = tellEnd(made, json);
          return;
        }
        await downloadExport(client, made.id, output, session.progress);
        return json ? writeJson({ exitCode: EXIT.done, file: output }) : writeLine(output);
      }
      for (let after: number | null = 0; after !== null; ) {
        const page: z.infer<typeof RejectsAnswer> = await client.ask(
          RejectsAnswer,
          'GET',
          `${path}/rejects?limit=500&after=${after}`,
        );
        for (const reject of page.rows) {
          if (json) writeJson(reject);
          else
            for (const { column, code } of reject.issues) {
              const cell = column === '' ? '' : ` ${plain(column)} = ${plain(String(reject.cells[column] ?? ''))}`;
              writeLine(`row ${reject.row}: ${code}${cell}`);
            }
        }
        after = page.next;
      }
    });

  program
    .command('correct')
    .description('import corrected values of rejected rows')
    .argument('<job>', 'the import that rejected them')
    .option('--file <workbook>', 'the workbook of rejects with corrected cells')
    .option('--set <row:heading=value>', 'the right value of a cell; may be repeated', readCell)
    .addHelpText(
      'after',
      '\nExamples:\n  sheetport correct 0199c1a2-… --file rejects.xlsx\n  sheetport correct 0199c1a2-… --set 7:Quantity=12',
    )
    .action(async (id: string, { file, set }: { file?: string; set?: Map<number, Cells> }, command: Command) => {
      const session = await openSession(command);
      if ((file === undefined) === (set === undefined))
        throw new CliError(
          EXIT.usage,
          'no_corrections',
          'Give the corrections: either --file WORKBOOK or --set ROW:HEADING=VALUE.',
        );
      const body = set
        ? { rows: [...set].map(([row, cells]) => ({ row, cells })) }
        : { fileId: (await waitForInspection(session, await uploadFile(session, file!))).id };
      const job = await session.client.ask(JobAnswer, 'POST', `/api/jobs/${encodeURIComponent(id)}/corrections`, {
        body,
        headers: { 'idempotency-key': randomUUID() },
      });
      process.exitCode = tellEnd(await watchJob(session, job.id), session.json);
    });
}

function readCell(text: string, before: Map<number, Cells> = new Map()): Map<number, Cells> {
  const [, row, heading, value] = /^(\d+):([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (!row || !heading)
    throw new InvalidArgumentError('It looks like "7:Quantity=12": row of the sheet, heading, value.');
  before.set(Number(row), { ...before.get(Number(row)), [heading]: value || null });
  return before;
}
