import type { App } from '../context.ts';
import { BadRequest } from './errors.ts';

const UNSTORABLE = 'has a character that cannot be stored';
/** No body of the contract is nested deeper: a filter has two levels for each of its ten. */
const DEEPEST = 64;

/**
 * Read JSON bodies. An empty one counts as none: programs often say that they send JSON to calls that take nothing.
 * Texts that Postgres cannot store are refused here, whichever field they are in.
 */
export function readJsonBodies(app: App): void {
  // Sheets have headings like `__proto__`; bodies are checked by shape, and no key of theirs becomes a property.
  const parse = app.getDefaultJsonParser('ignore', 'ignore');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    parse(request, body as string, (error, value) => {
      const problem = error ? undefined : findProblem(value, []);
      done(problem ? new BadRequest([problem]) : error, value);
    });
  });
}

/** What is wrong with a value, whatever it means: texts with a NUL or half a surrogate pair, and bottomless nesting. */
function findProblem(value: unknown, path: string[]): { path: string; message: string } | undefined {
  if (path.length > DEEPEST) return { path: '', message: 'is nested too deeply' };
  if (typeof value === 'string') return isStorable(value) ? undefined : { path: path.join('.'), message: UNSTORABLE };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (!isStorable(key)) return { path: path.join('.'), message: UNSTORABLE };
    const problem = findProblem(inner, [...path, key]);
    if (problem) return problem;
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
