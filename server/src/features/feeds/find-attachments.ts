import type { MessageStructureObject } from 'imapflow';
import { isWanted } from './take-new-files.ts';

/** A spreadsheet that is attached to a message. */
export interface Attachment {
  /** Its part of the message (RFC 3501, section 6.4.5), as 1.2. */
  part: string;
  name: string;
  /** About so many bytes, of what the server says. */
  bytes: number;
}

/** Types of spreadsheets whose attachment has no name, or one without a known ending. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.ms-excel.sheet.macroenabled.12': 'xlsm',
  'application/vnd.ms-excel.sheet.binary.macroenabled.12': 'xlsb',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
};
/** The most attachments of one message. */
const MOST_ATTACHMENTS = 50;

/**
 * The spreadsheets of a message, also those of messages that are attached to it, in their order.
 * @param structure BODYSTRUCTURE of the message; undefined where the server says none
 */
export function findAttachments(structure: MessageStructureObject | undefined): Attachment[] {
  const found: Attachment[] = [];
  const open = structure ? [structure] : [];
  while (open.length > 0 && found.length < MOST_ATTACHMENTS) {
    const node = open.shift()!;
    if (node.childNodes) {
      open.unshift(...node.childNodes);
      continue;
    }
    const name = nameOf(node);
    if (name === undefined) continue;
    // A message of one part has no number.
    const size = node.size ?? 0;
    found.push({ part: node.part ?? '1', name, bytes: node.encoding === 'base64' ? Math.floor(size * 0.73) : size });
  }
  return found;
}

function nameOf({ type, parameters, disposition, dispositionParameters }: MessageStructureObject): string | undefined {
  const given = (dispositionParameters?.filename ?? parameters?.name ?? '').replace(/^.*[/\\]/, '');
  if (isWanted(given)) return given;
  const ending = Object.hasOwn(ENDINGS, type) ? ENDINGS[type] : undefined;
  // A text that is shown is no file.
  if (ending === undefined || (disposition !== 'attachment' && type.startsWith('text/'))) return undefined;
  const named = `${given || 'attachment'}.${ending}`;
  return isWanted(named) ? named : undefined;
}
