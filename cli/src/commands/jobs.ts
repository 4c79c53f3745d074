import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { JobAnswer, JobsAnswer, TablesAnswer } from '../answers.ts';
import { EXIT } from '../exit-codes.ts';
import { writeJson, writeLine, writeTable } from '../output.ts';
import { wholePercent } from '../progress-line.ts';
import { openSession } from '../session.ts';
import { exitCodeOf, tellEnd, watchJob } from '../watch-job.ts';

export function addJobCommands(program: Command): void {
  program
    .command('tables')
    .description('list the tables that you may see')
    .action(async (_options, command: Command) => {
      const { client, json } = await openSession(command);
      const { tables } = await client.ask(TablesAnswer, 'GET', '/api/tables');
      if (json) writeJson({ exitCode: EXIT.done, tables });
      else
        writeTable(
          ['ID', 'ROWS', 'NAME'],
          tables.map(({ id, name, rowCount }) => [id, String(rowCount), name]),
        );
    });

  program
    .command('jobs')
    .description('list jobs, the newest first')
    .addOption(
      new Option('--state <state>', 'only jobs in this state').choices([
        'queued',
        'running',
        'succeeded',
        'failed',
        'cancelled',
      ]),
    )
    .addOption(
      new Option('--kind <kind>', 'only jobs of this kind').choices(['inspect', 'import', 'export', 'undo', 'edit']),
    )
    .option('--limit <number>', 'the most jobs to list, up to 100', readLimit, 20)
    .action(async ({ limit, ...filter }: Record<string, string>, command: Command) => {
      const { client, json } = await openSession(command);
      const query = new URLSearchParams({ ...filter, limit: String(limit) });
      const { jobs } = await client.ask(JobsAnswer, 'GET', `/api/jobs?${query}`);
      if (json) return writeJson({ exitCode: EXIT.done, jobs });
      writeTable(
        ['ID', 'KIND', 'STATE', '%', 'CREATED', 'TITLE'],
        jobs.map((job) => [
          job.id,
          job.kind,
          job.state,
          String(wholePercent(job.progress.fraction)),
          job.createdAt,
          job.title,
        ]),
      );
    });

  program
    .command('watch')
    .description('follow a job to its end; with --json a line for each change')
    .argument('<job>')
    .action(async (id: string, _options, command: Command) => {
      const session = await openSession(command);
      const job = await watchJob(session, id, session.json ? (change) => writeJson({ job: change }) : undefined);
      process.exitCode = session.json ? exitCodeOf(job) : tellEnd(job, false);
    });

  program
    .command('cancel')
    .description('cancel a job; nothing of it stays')
    .argument('<job>')
    .action(async (id: string, _options, command: Command) => {
      const session = await openSession(command);
      await session.client.call('POST', `/api/jobs/${encodeURIComponent(id)}/cancel`);
      const job = await watchJob(session, id);
      if (session.json) writeJson({ exitCode: EXIT.done, job });
      else writeLine(`${job.id} ${job.state}`);
    });

  const follow = (name: string, description: string, path: string) =>
    program
      .command(name)
      .description(description)
      .argument('<job>')
      .option('--no-wait', 'print the id of the job and end')
      .action(async (id: string, { wait }: { wait: boolean }, command: Command) => {
        const session = await openSession(command);
        const job = await session.client.ask(JobAnswer, 'POST', `/api/jobs/${encodeURIComponent(id)}/${path}`, {
          headers: { 'idempotency-key': randomUUID() },
        });
        if (!wait) return session.json ? writeJson({ exitCode: EXIT.done, job }) : writeLine(job.id);
        process.exitCode = tellEnd(await watchJob(session, job.id), session.json);
      });
  follow('undo', 'take the rows of an import out again; rows that others changed since are kept', 'undo');
  follow('retry', 'run a failed or cancelled job again', 'retry');
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new InvalidArgumentError('It is a number from 1 to 100.');
  return limit;
}
