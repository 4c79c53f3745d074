/** Boxes that show a cell, and controls that are linked to one, in drawings of all kinds. */
import { type FormulaPlace, type RowShift, shiftXmlFormula } from './row-shift.ts';

const ATTRIBUTES =
  /(\s(?:textlink|cellRange|fmlaLink|fmlaRange|fmlaGroup|fmlaTxbx|linkedCell|listFillRange)=")([^"]+)"/g;
const ELEMENTS = /(<x:Fmla(?:Link|Range|Group|Txbx|Pict)>)([^<]+)</g;

/**
 * @param xml a drawing, properties of a control, or what stands behind the rows of a sheet
 * @param place the sheet that it belongs to, and the one whose rows are filled
 */
export function moveLinkedCells(xml: string, shift: RowShift, place: Omit<FormulaPlace, 'mode'>): string {
  const move = (formula: string) => shiftXmlFormula(shift, formula, { ...place, mode: 'cell' });
  return xml
    .replace(ATTRIBUTES, (_, start, formula) => `${start}${move(formula)}"`)
    .replace(ELEMENTS, (_, start, formula) => `${start}${move(formula)}<`);
}
