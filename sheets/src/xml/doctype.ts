import { endOfMisc } from './markup.ts';

const LT = 0x3c;

/**
 * Refuses XML with a DOCTYPE, wherever it stands: no part of a workbook needs one, and entities are declared in it.
 *
 * @param xml a whole part in UTF-8
 * @throws SheetError 'doctype_forbidden'
 */
export function refuseDoctype(xml: Uint8Array): void {
  for (let p = xml.indexOf(LT); p >= 0; p = xml.indexOf(LT, p)) {
    const end = xml[p + 1] === 0x21 || xml[p + 1] === 0x3f ? endOfMisc(xml, p, xml.length) : p + 1;
    if (end < 0) return; // a comment that never ends: whatever follows is not markup
    p = end;
  }
}
