import type { RuleCode, StagedIssueCode } from '@sheetport/contract';
import type { ClientBase } from 'pg';
import { quoteIdent } from '../sql/identifiers.ts';
import { run, runRaw } from '../sql/statement.ts';
import type { Stage } from './stage.ts';

/** Why a staged row does not go in. */
export type RejectCode =
  /** Known before the merge: a cell of the row could not even be staged, and is blank there. */
  'unread' | StagedIssueCode | RuleCode;

export interface RejectIssue {
  code: RejectCode;
  /** The column it is about; the first one where a rule spans several. */
  column?: string;
  /** For `duplicate_in_file`: the other row's number. For rules: the name of the constraint. For `not_castable`: the Postgres type. */
  detail?: string;
  /** The place of the rule that the row breaks among those that the merge was given. */
  rule?: number;
}

export interface Reject {
  /** The sheet's row number. */
  row: number;
  /** The row's cells as text, in the order of the stage's columns. */
  cells: (string | null)[];
  issues: RejectIssue[];
}

/** Rows that the last COPY put into the stage: those behind a row number, in the pages from one on. */
export interface Latest {
  row: number;
  page: number;
}

/** The condition (alias `s`) by which only they are looked at. */
export function latestSql(stage: Stage, { row, page }: Latest): string {
  return `s.ctid >= '(${page},0)'::tid AND s.${quoteIdent(stage.rowColumn)} > ${row}`;
}

/**
 * Move every row that has an issue out of the stage, so that later checks and the merge never look at it again.
 * @param latest where only these may have new issues
 */
export async function sweepRejects(client: ClientBase, stage: Stage, latest?: Latest): Promise<void> {
  const row = quoteIdent(stage.rowColumn);
  if (!latest) await run(client, `ANALYZE ${stage.issuesSql}`);
  // Rows with unreadable cells that `blankUnreadable` kept are there already.
  const known = latest ? '' : ` WHERE NOT EXISTS (SELECT 1 FROM ${stage.rejectedSql} r WHERE r.${row} = gone.${row})`;
  await run(
    client,
    `WITH gone AS (DELETE FROM ${stage.sql} s USING (SELECT DISTINCT "row" FROM ${stage.issuesSql}${latest ? ` WHERE "row" > ${latest.row}` : ''}) i
      WHERE s.${row} = i."row"${latest ? ` AND ${latestSql(stage, latest)}` : ''} RETURNING s.*)
     INSERT INTO ${stage.rejectedSql} SELECT * FROM gone${known} ORDER BY gone.${row}`,
  );
}

/**
 * Keep the rows with unreadable cells as they are, and blank these cells in the stage, so that the rest of such a row can be checked as
 * well and a person is told everything at once. The next sweep takes the rows out.
 */
export async function blankUnreadable(client: ClientBase, stage: Stage): Promise<void> {
  const row = quoteIdent(stage.rowColumn);
  await run(client, `ANALYZE ${stage.issuesSql}`);
  await run(
    client,
    `INSERT INTO ${stage.rejectedSql} SELECT s.* FROM ${stage.sql} s WHERE s.${row} IN (SELECT "row" FROM ${stage.issuesSql})`,
  );
  const { rows } = await run<{ column: string }>(
    client,
    `SELECT DISTINCT "column" FROM ${stage.issuesSql} WHERE code = 'not_castable'`,
  );
  for (const { column } of rows) {
    await run(
      client,
      `UPDATE ${stage.sql} s SET ${quoteIdent(column)} = NULL FROM ${stage.issuesSql} i
        WHERE i."row" = s.${row} AND i.code = 'not_castable' AND i."column" = $1`,
      [column],
    );
  }
}

/** How many issues are known of the staged rows. */
export async function countIssues(client: ClientBase, stage: Stage): Promise<number> {
  const { rows } = await run<{ n: string }>(client, `SELECT count(*) AS n FROM ${stage.issuesSql}`);
  return Number(rows[0]!.n);
}

/** How many rows were taken out. */
export async function countRejects(client: ClientBase, stage: Stage): Promise<number> {
  const { rows } = await run<{ n: string }>(client, `SELECT count(*) AS n FROM ${stage.rejectedSql}`);
  return Number(rows[0]!.n);
}

/**
 * The rows that did not go in, by row number, read in pages: a million of them never sit in memory.
 * Read them inside the merge's transaction; they go with it.
 */
export async function* readRejects(
  client: ClientBase,
  stage: Stage,
  pageRows = 1000,
): AsyncGenerator<Reject, void, undefined> {
  const row = quoteIdent(stage.rowColumn);
  const cells = stage.columns.map((name) => `r.${quoteIdent(name)}::text`).join(', ');
  const index = (table: string): string => quoteIdent(`${table.split('.')[1]}_row`);
  await run(client, `CREATE INDEX IF NOT EXISTS ${index(stage.rejectedSql)} ON ${stage.rejectedSql} (${row})`);
  await run(client, `CREATE INDEX IF NOT EXISTS ${index(stage.issuesSql)} ON ${stage.issuesSql} ("row")`);
  await run(client, `ANALYZE ${stage.rejectedSql}, ${stage.issuesSql}`);
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const page = await runRaw(
      client,
      `SELECT r.${row}::text, (SELECT json_agg(json_build_array(i.code, i."column", i.detail, i.rule) ORDER BY i.code, i."column") FROM ${stage.issuesSql} i
        WHERE i."row" = r.${row})::text, ${cells} FROM ${stage.rejectedSql} r WHERE r.${row} > $1::bigint ORDER BY r.${row} LIMIT ${pageRows}`,
      [after],
    );
    for (const [number, issues, ...texts] of page) {
      after = Number(number);
      const listed = JSON.parse(issues ?? '[]') as Listed[];
      yield {
        row: after,
        cells: texts,
        issues: listed.filter(isNews).map(([code, column, detail, rule]) => ({
          code,
          ...(column === null ? {} : { column }),
          ...(detail === null ? {} : { detail }),
          ...(rule === null ? {} : { rule }),
        })),
      };
    }
    if (page.length < pageRows) return;
  }
}

type Listed = [code: RejectCode, column: string | null, detail: string | null, rule: number | null];

/** A cell that cannot be read is not also empty, and what a column and a rule both ask is said once. */
function isNews([code, column, , rule]: Listed, at: number, all: readonly Listed[]): boolean {
  if (code !== 'required') return true;
  return !all.some(
    (other, i) =>
      other[1] === column &&
      (other[0] === 'not_castable' ||
        other[0] === 'unread' ||
        (other[0] === 'required' && (other[3] ?? -1) < (rule ?? -1) && i !== at)),
  );
}
