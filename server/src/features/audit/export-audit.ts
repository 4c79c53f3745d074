import type { AuditEvent, AuditFilter, AuditFormat } from '@sheetport/contract';
import { guardText } from '@sheetport/contract/formulas';
import type { Queryable } from '@sheetport/core';
import { readAudit } from './read-audit.ts';

/** Events read at once: the trail is never in memory as a whole. */
const PAGE = 1000;
const COLUMNS = [
  'id',
  'at',
  'action',
  'outcome',
  'person_id',
  'person',
  'via',
  'via_id',
  'address',
  'object_kind',
  'object_id',
  'object',
  'details',
] as const;

/** The audit trail as text, a page at a time: csv by RFC 4180 with a line of headings, or a JSON object in each line. */
export async function* streamAudit(db: Queryable, filter: AuditFilter, format: AuditFormat): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  for (let before: string | null = null; ; ) {
    const events = await readAudit(db, filter, before, PAGE);
    if (events.length > 0) yield events.map(format === 'csv' ? writeCsvLine : writeJsonLine).join('');
    if (events.length < PAGE) return;
    before = events.at(-1)!.id;
  }
}

function writeJsonLine(event: AuditEvent): string {
  return `${JSON.stringify(event)}\n`;
}

function writeCsvLine({ id, at, action, outcome, person, via, address, object, details }: AuditEvent): string {
  // A name may be chosen so that a spreadsheet would run it: it is guarded as texts in exports of tables are (docs/export-formats.md).
  const cells: Partial<Record<(typeof COLUMNS)[number], string | null | undefined>> = {
    id,
    at,
    action,
    outcome,
    person_id: person?.id,
    person: person?.name,
    via: via.kind,
    via_id: via.id,
    address,
    object_kind: object?.kind,
    object_id: object?.id,
    object: object?.name,
  };
  const texts = COLUMNS.slice(0, -1).map((column) => guardText(cells[column] ?? ''));
  return `${[...texts, guardJson(details)].map(quote).join(',')}\r\n`;
}

/** What would begin a formula for a program that splits the cell at another separator, within a string of JSON. */
const SIGN_IN_STRING = /(^"|[,;:|])(["'\\]*)([=+\-@＝＋－＠])/g;
const STRINGS = /"(?:[^"\\]|\\.)*"/g;

/** JSON that no spreadsheet runs a part of: such signs are escaped, so whoever parses it gets every value as it was. */
function guardJson(value: unknown): string {
  return JSON.stringify(value).replace(STRINGS, (string) =>
    string.replace(SIGN_IN_STRING, (_, before: string, marks: string, sign: string) => {
      return `${before}${marks}\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
    }),
  );
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
