/** Cells on their way to and from a spreadsheet by the clipboard: tab-separated text, and a table in HTML. Pure. */

/** A cell that is copied: a number stays one in Excel, whatever its language writes for the decimal mark. */
export type CopiedCell = string | number | null;

/** Tabs between cells, a line for each row; quotes around what holds either (as Excel and LibreOffice do). */
export function writeTsv(rows: readonly (readonly CopiedCell[])[]): string {
  return rows.map((row) => row.map(tsvCell).join('\t')).join('\r\n');
}

function tsvCell(cell: CopiedCell): string {
  const text = cell === null ? '' : String(cell);
  return /[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] as string);

/** A table as spreadsheets read it: `x:num` gives Excel the number itself, `@` keeps a text that looks like one. */
export function writeHtmlTable(rows: readonly (readonly CopiedCell[])[]): string {
  const body = rows.map((row) => `<tr>${row.map(htmlCell).join('')}</tr>`).join('');
  return `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta charset="utf-8"><table>${body}</table></html>`;
}

function htmlCell(cell: CopiedCell): string {
  if (cell === null) return '<td></td>';
  if (typeof cell === 'number') return `<td x:num="${cell}">${cell}</td>`;
  const text = escapeHtml(cell).replace(/\r\n|\r|\n/g, '<br style="mso-data-placement:same-cell">');
  return /^[\d+\-.=@]/.test(cell) && !/^\d{4}-\d\d-\d\d/.test(cell)
    ? `<td style="mso-number-format:'\\@'">${text}</td>`
    : `<td>${text}</td>`;
}

/** Cells as a spreadsheet copies them: tabs, line ends, and quotes around what holds either. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === '\t' || c === '\n') {
      rows.at(-1)?.push(cell);
      cell = '';
      if (c === '\n') rows.push([]);
    } else if (c !== '\r') cell += c;
  }
  rows.at(-1)?.push(cell);
  // The last line ends as all others do, and is followed by nothing.
  if (rows.length > 1 && rows.at(-1)?.length === 1 && rows.at(-1)?.[0] === '') rows.pop();
  return rows;
}

/** The block that a paste brings, or null for none: the text of a spreadsheet, else the table of a web page. */
export function readClipboard(text: string, html: string): string[][] | null {
  if (text !== '') return readTsv(text);
  const table = html === '' ? null : new DOMParser().parseFromString(html, 'text/html').querySelector('table');
  if (!table) return null;
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
}
