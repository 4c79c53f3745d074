import { ERRORS, ISSUES } from '@sheetport/contract';
import { expect, test } from 'vitest';

/** docs/errors.md as it must read. After a change of the contract: `npx vitest run server/src/http/error-table.test.ts -u`. */
function errorsPage(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const errors = Object.entries(ERRORS).map(([code, { status, title, message, ...row }]) => {
    const again = 'retryable' in row && row.retryable ? 'yes' : 'no';
    return `| \`${code}\` | ${status} | ${cell(title)} | ${cell(message)} | ${again} |`;
  });
  const issues = Object.entries(ISSUES).map(([code, sentence]) => `| \`${code}\` | ${cell(sentence)} |`);
  return [
    '# Errors',
    '',
    'Every error of the HTTP calls is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, `code`, and for',
    '`invalid_request` also `errors: [{ path, message }]`. The `error` of a job or a file has the same codes. Names in',
    'braces are filled in. "Again" says whether the same request may work later, unchanged.',
    '',
    '| code | status | title | message | again |',
    '|---|---|---|---|---|',
    ...errors,
    '',
    '# Issues',
    '',
    'Why a row is rejected, in `issues` of a job’s rejects. The message begins with the value, where there is one.',
    '',
    '| code | message |',
    '|---|---|',
    ...issues,
    '',
  ].join('\n');
}

test('P36 docs/errors.md lists every code of the contract, and no other', async () => {
  await expect(errorsPage()).toMatchFileSnapshot('../../../docs/errors.md');
});

test('P36 every error has a status of its kind and a message that says something', () => {
  for (const [code, row] of Object.entries(ERRORS)) {
    expect([code, row.status >= 400 && row.status < 600]).toEqual([code, true]);
    expect([code, row.title.length > 3 && row.message.endsWith('.')]).toEqual([code, true]);
  }
});
