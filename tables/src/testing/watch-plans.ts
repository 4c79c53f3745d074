/** What Postgres really did for the statements of a client, told by its module auto_explain. Not part of the package. */
import pg from 'pg';

/** The plan node of a statement that handled the most rows. */
export interface Effort {
  /** Rows that the node returned or threw away, over all its loops. */
  rows: number;
  node: string;
  statement: string;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: PlanNode[];
  [removed: `Rows Removed by ${string}`]: number;
}

/**
 * A client of a superuser, in the database at this URL, whose plans are watched: TEST_SUPERUSER_URL says who that is, because
 * only a superuser may load auto_explain (PostgreSQL docs, "auto_explain").
 * Out: the client, and a function that tells the efforts of all statements since it was last called, the greatest first.
 */
export async function connectWatched(databaseUrl: string): Promise<{ client: pg.Client; efforts(): Effort[] }> {
  const superuser = process.env.TEST_SUPERUSER_URL;
  if (!superuser) throw new Error('TEST_SUPERUSER_URL is not set: run the tests with "npm test".');
  const url = new URL(superuser);
  url.pathname = new URL(databaseUrl).pathname;
  const client = new pg.Client(url.href);
  client.on('error', () => {});
  let found: Effort[] = [];
  client.on('notice', ({ message = '' }) => {
    const json = /^duration: [^{]*plan:\s*(\{.*)$/s.exec(message)?.[1];
    if (json === undefined) return;
    const { 'Query Text': statement, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
    const [most] = effortsOf(plan, plan['Relation Name']).sort((a, b) => b.rows - a.rows);
    found.push({ ...most!, statement });
  });
  await client.connect();
  await client.query(
    `LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on; SET auto_explain.log_timing = off;
     SET auto_explain.log_format = 'json'; SET auto_explain.log_level = 'notice'; SET client_min_messages = 'notice'`,
  );
  return {
    client,
    efforts() {
      const efforts = found.sort((a, b) => b.rows - a.rows);
      found = [];
      return efforts;
    },
  };
}

/** Rows that a scan is taken to read each time, where it is begun anew for each row of something else. */
const UNSEEN = 100;

function effortsOf(node: PlanNode, written: string | undefined): { rows: number; node: string }[] {
  const removed = Object.entries(node).filter(([name]) => name.startsWith('Rows Removed by'));
  const each = removed.reduce((sum, [, rows]) => sum + (rows as number), node['Actual Rows']);
  // Rows that the same statement has added to a table are read and not seen, so that they are not among those counted.
  const grows = node['Node Type'] === 'Seq Scan' && node['Relation Name'] === written && node['Actual Loops'] > 1;
  // Below a sort nothing has been written yet.
  const below = node['Node Type'] === 'Sort' ? undefined : written;
  const read = grows ? Math.max(each, UNSEEN) : each;
  const name = `${node['Node Type']}${node['Relation Name'] ? ` on ${node['Relation Name']}` : ''}`;
  return [
    { rows: read * node['Actual Loops'], node: name },
    ...(node.Plans ?? []).flatMap((part) => effortsOf(part, below)),
  ];
}
