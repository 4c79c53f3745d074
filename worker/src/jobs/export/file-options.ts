/** What makes a file of a format, besides its sheets. */
import type { RowsFormat } from '@sheetport/contract';
import type { EncodePlan } from '@sheetport/sheets';
import { makeCover } from './make-cover.ts';
import type { WantedSheet } from './plan-sheets.ts';
import type { ExportRequest } from './read-request.ts';
import { WORDS } from './workbook-words.ts';

type FileOptions = Pick<EncodePlan, 'format' | 'text' | 'bom' | 'cover' | 'document'>;

/** @param wanted the sheets of the file, which is called `title` */
export function fileOptions(
  request: ExportRequest,
  format: RowsFormat,
  wanted: readonly WantedSheet[],
  title: string,
): FileOptions {
  const { spec, by, now } = request;
  switch (format) {
    case 'csv':
    case 'tsv':
      return { format, ...textOptions(spec.text, format) };
    case 'xlsx':
      return { format, ...(spec.workbook?.cover && { cover: makeCover(spec, wanted, title, by, now) }) };
    case 'pdf':
    case 'html':
    case 'ods':
      return { format, document: describeDocument(request, wanted, title) };
    default:
      return { format };
  }
}

function describeDocument({ spec, by, now }: ExportRequest, wanted: readonly WantedSheet[], title: string) {
  const { language = 'en', print } = spec.workbook ?? {};
  const { page, omitted } = WORDS[language];
  const { lines } = makeCover(spec, wanted, title, by, now);
  return {
    // How many rows there are is not known before the last one.
    lines: lines.filter(([, value]) => value !== '{rows}'),
    page,
    omitted,
    language,
    ...(print?.landscape && { landscape: true }),
    ...(print?.paper && { paper: print.paper }),
  };
}

function textOptions(text: ExportRequest['spec']['text'], format: 'csv' | 'tsv'): Pick<EncodePlan, 'text' | 'bom'> {
  if (!text) return {};
  const { bom, ...options } = text;
  // Where a comma is the decimal mark, lists are written with semicolons.
  const delimiter = options.delimiter ?? (format === 'csv' && options.decimalMark === ',' ? ';' : undefined);
  return { text: { ...options, ...(delimiter && { delimiter }) }, ...(bom !== undefined && { bom }) };
}
