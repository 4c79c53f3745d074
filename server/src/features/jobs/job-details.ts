import {
  type Attempt,
  type Edit,
  EditSpec,
  isBulkEdit,
  isOver,
  type JobDetails,
  type LoggedPhase,
  StoredAttempt,
} from '@sheetport/contract';
import { type CorrectionImport, readContinuationState, readJobResult } from '@sheetport/core';
import type { FileRecord, JobRecord, TableRecord } from '@sheetport/prisma';
import { z } from 'zod';

const Log = z.array(StoredAttempt);
/** The spec of any job, as it was requested. */
const Spec = z.looseObject({ correction: z.looseObject({ rows: z.array(z.unknown()).optional() }).optional() });
const DAY_MS = 86_400_000;

type Child = JobDetails['children'][number];

/** Records that belong to a job, beside its own. */
export interface JobContext {
  file: Pick<FileRecord, 'name' | 'state' | 'createdAt'> | null;
  table: Pick<TableRecord, 'name'> | null;
  children: Pick<JobRecord, 'id' | 'kind' | 'state' | 'createdAt'>[];
  correctionImports: CorrectionImport[];
}

/** A job's history as the API shows it. `days`: how long files and undo data are kept. */
export function viewDetails(row: JobRecord, jobContext: JobContext, days: number): JobDetails {
  const log = Log.catch([]).parse(row.log);
  return {
    id: row.id,
    createdBy: row.createdBy,
    cancelRequestedAt: row.cancelRequestedAt?.toISOString() ?? null,
    attempts: log.map((_, at) => viewAttempt(log, at, row)),
    requested: viewRequested(row.spec),
    effective: log.findLast(({ effective }) => effective !== undefined)?.effective ?? null,
    fileName: jobContext.file?.name ?? null,
    fileUntil: fileUntil(row, jobContext, days),
    tableName: jobContext.table?.name ?? null,
    undoUntil: undoUntil(row, days),
    correctionImports: {
      count: jobContext.correctionImports.length,
      rows: jobContext.correctionImports.reduce((sum, { rows }) => sum + rows, 0),
    },
    children: jobContext.children.map(
      ({ id, kind, state, createdAt }): Child => ({ id, kind, state, createdAt: createdAt.toISOString() }),
    ),
  };
}

/** A lost worker could not record how its attempt ended; a later attempt, or the end of the job, tells it. */
function viewAttempt(log: readonly StoredAttempt[], at: number, row: JobRecord): Attempt {
  const stored = log[at]!;
  const next = log[at + 1];
  const over = isOver(row.state);
  const end = stored.end ?? (next || over ? 'lost' : null);
  const endedAt = stored.endedAt ?? next?.startedAt ?? (over ? row.finishedAt?.toISOString() : undefined);
  const began = Date.parse(stored.startedAt);
  const ended = endedAt === undefined ? null : Date.parse(endedAt);
  const phases = stored.phases ?? [];
  return {
    number: at + 1,
    worker: stored.worker,
    startedAt: new Date(began).toISOString(),
    endedAt: ended === null ? null : new Date(ended).toISOString(),
    end,
    code: stored.code ?? null,
    phases: phases.map(({ phase, at: from, rows }, n): LoggedPhase => {
      const until = phases[n + 1]?.at ?? (stored.endedAt !== undefined && ended !== null ? ended - began : null);
      const after = phases[n + 1]?.rows ?? Number(row.rowsDone);
      return {
        phase,
        startedAt: new Date(began + from).toISOString(),
        ms: until === null ? null : Math.max(0, Math.round(until - from)),
        rows: n < phases.length - 1 || !next ? Math.max(0, after - rows) : 0,
      };
    }),
  };
}

/** The spec of a job; corrected rows only by their number. */
function viewRequested(spec: unknown): Record<string, unknown> {
  const edit = EditSpec.safeParse(spec).data?.body;
  if (edit) return viewEdit(edit);
  const { correction, ...requested } = Spec.parse(spec ?? {});
  if (!correction) return requested;
  const rows = correction.rows ? { rows: correction.rows.length } : {};
  return { ...requested, correction: { ...correction, ...rows } };
}

/** An edit: of rows that it names, how many. */
function viewEdit(edit: Edit): Record<string, unknown> {
  if (isBulkEdit(edit)) return { ...edit };
  const { updates = [], inserts = [], deletes = [], ...how } = edit;
  return { updates: updates.length, inserts: inserts.length, deletes: deletes.length, ...how };
}

function fileUntil(row: JobRecord, { file }: JobContext, days: number): string | null {
  if (row.kind === 'export') {
    const isThere = row.state === 'succeeded' && readJobResult(row.result).gone !== true;
    return isThere && row.finishedAt ? later(row.finishedAt, days) : null;
  }
  return file && file.state !== 'gone' ? later(file.createdAt, days) : null;
}

function undoUntil(row: JobRecord, days: number): string | null {
  const kept = readContinuationState(row.continuationState).undo;
  const can =
    (row.kind === 'import' || row.kind === 'edit') &&
    row.state === 'succeeded' &&
    kept &&
    row.undoneByJobId === null &&
    row.tableId !== null;
  return can && row.finishedAt ? later(row.finishedAt, days) : null;
}

function later(from: Date, days: number): string {
  return new Date(from.getTime() + days * DAY_MS).toISOString();
}
