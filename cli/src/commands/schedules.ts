import type { Command } from 'commander';
import { ScheduleRunAnswer, ScheduleRunsAnswer, SchedulesAnswer } from '../answers.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { HttpClient } from '../http-client.ts';
import { writeJson, writeLine, writeTable } from '../output.ts';
import { openSession } from '../session.ts';
import { tellEnd, watchJob } from '../watch-job.ts';

export function addScheduleCommands(program: Command): void {
  program
    .command('schedules')
    .description('list schedules with their next and last runs')
    .action(async (_options, command: Command) => {
      const { client, json } = await openSession(command);
      const { schedules } = await client.ask(SchedulesAnswer, 'GET', '/api/schedules');
      if (json) return writeJson({ exitCode: EXIT.done, schedules });
      writeTable(
        ['ID', 'ON', 'NEXT', 'LAST', 'NAME'],
        schedules.map(({ id, enabled, nextAt, lastRun, name }) => [
          id,
          enabled ? 'on' : 'off',
          nextAt ?? '',
          lastRun?.state ?? '',
          name,
        ]),
      );
    });

  program
    .command('schedule-runs')
    .description('what became of the runs of a schedule')
    .argument('<schedule>', 'its id or name')
    .action(async (word: string, _options, command: Command) => {
      const { client, json } = await openSession(command);
      const id = await findSchedule(client, word);
      const { runs } = await client.ask(ScheduleRunsAnswer, 'GET', `/api/schedules/${id}/runs`);
      if (json) return writeJson({ exitCode: EXIT.done, runs });
      writeTable(
        ['DUE', 'STATE', 'JOB', 'ERROR'],
        runs.map(({ dueAt, state, jobId, error }) => [dueAt, state, jobId ?? '', error?.message ?? '']),
      );
    });

  program
    .command('run-schedule')
    .description('do now what a schedule does, and wait for the end of its job')
    .argument('<schedule>', 'its id or name')
    .action(async (word: string, _options, command: Command) => {
      const session = await openSession(command);
      const { client, json } = session;
      const id = await findSchedule(client, word);
      const run = await client.ask(ScheduleRunAnswer, 'POST', `/api/schedules/${id}/run`);
      if (run.jobId) {
        process.exitCode = tellEnd(await watchJob(session, run.jobId), json);
        return;
      }
      if (run.error) throw new CliError(EXIT.failed, run.error.code, run.error.message);
      if (json) writeJson({ exitCode: EXIT.done, run });
      else writeLine(run.state);
    });
}

async function findSchedule(client: HttpClient, word: string): Promise<string> {
  const { schedules } = await client.ask(SchedulesAnswer, 'GET', '/api/schedules');
  const found = schedules.filter(({ id, name }) => id === word || name === word);
  if (found.length === 1) return found[0]!.id;
  throw new CliError(
    found.length === 0 ? EXIT.refused : EXIT.usage,
    found.length === 0 ? 'no_such_schedule' : 'ambiguous_schedule',
    `${found.length === 0 ? 'No schedule is' : `${found.length} schedules are`} called "${word}". See which there are: sheetport schedules`,
  );
}
