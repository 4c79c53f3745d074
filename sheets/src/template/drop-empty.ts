/** Takes out what is left without an area or a cell: Excel takes a part that has such elements for damaged. */

const WITHOUT_AREA =
  /<(conditionalFormatting|dataValidation|ignoredError|protectedRange)\b[^>]*\bsqref=""[^>]*?(?:\/>|>[\s\S]*?<\/\1>)/g;
const WITHOUT_AREA_LATER =
  /<x14:(dataValidation|conditionalFormatting)\b(?:(?!<\/x14:\1>)[\s\S])*?<xm:sqref><\/xm:sqref><\/x14:\1>/g;
const WITHOUT_CELL =
  /<x14:sparklineGroup\b(?:(?!<\/x14:sparklineGroup>)[\s\S])*?<x14:sparklines><\/x14:sparklines><\/x14:sparklineGroup>/g;
const LISTS =
  /<(dataValidations|ignoredErrors|protectedRanges|x14:dataValidations|x14:conditionalFormattings|x14:sparklineGroups)\b[^>]*><\/\1>/g;

/** @param xml what stands behind the rows of a sheet */
export function dropEmpty(xml: string): string {
  return xml
    .replace(WITHOUT_AREA, '')
    .replace(WITHOUT_AREA_LATER, '')
    .replace(WITHOUT_CELL, '')
    .replace(LISTS, '')
    .replace(/<ext\b[^>]*><\/ext>/g, '')
    .replace(/<extLst><\/extLst>/g, '')
    .replace(/<((?:x14:)?dataValidations)\b[^>]*>[\s\S]*?<\/\1>/g, countAgain);
}

function countAgain(list: string): string {
  const count = list.match(/<(?:x14:)?dataValidation\b/g)?.length ?? 0;
  return list.replace(/^(<[^>]*?\bcount=")\d+/, (_, start) => `${start}${count}`);
}
