/** English for the warnings of a whole sheet. */

export const sheetWarning = {
  swallowed_rows_one: 'A quotation mark takes in {{count, number}} more line',
  swallowed_rows_other: 'Quotation marks take in {{count, number}} more lines',
  swallowed_rows_text:
    'Lines that look like rows are in one cell, because a quotation mark opens in one line and closes in a later one. If the marks are part of the text, read them as text.',
  swallowed_rows_offer: 'Read quotation marks as text',
  blank_before_quote_one: '{{count, number}} quotation mark follows a space',
  blank_before_quote_other: '{{count, number}} quotation marks follow a space',
  blank_before_quote_text:
    'Such a mark counts as text, and a delimiter after it splits the cell. Ignore the spaces to read it as a quotation mark.',
  blank_before_quote_offer: 'Ignore the spaces',
  blank_before_quote_right: 'The spaces are ignored, so that the marks quote their cells.',
  backslash_escapes_one: '{{count, number}} cell has a quotation mark after a backslash',
  backslash_escapes_other: '{{count, number}} cells have a quotation mark after a backslash',
  backslash_escapes_text: 'If the backslash belongs to the mark, read it so; otherwise the cell may end too early.',
  backslash_escapes_offer: 'Read \\" as a quotation mark',
  backslash_escapes_right: 'They are read as quotation marks within the cell.',
  unreadable_characters_one: '{{count, number}} cell has characters that cannot be read',
  unreadable_characters_other: '{{count, number}} cells have characters that cannot be read',
  unreadable_characters_text:
    'Some bytes are no character of this encoding. They are imported as “�”. Choose another encoding above if many cells are concerned.',
  formulas_without_values_one: '{{count, number}} formula has no saved value',
  formulas_without_values_other: '{{count, number}} formulas have no saved value',
  formulas_without_values_text:
    'The program that wrote the workbook did not compute them, so these cells are blank. Open it in your spreadsheet program, save it, and upload that.',
  merged_cells_one: '{{count, number}} cell is blank because it is merged with the one above',
  merged_cells_other: '{{count, number}} cells are blank because they are merged with the one above',
  merged_cells_text: 'Only the first row of a merged cell has its value. Fill it down to give it to each row.',
  merged_cells_right: 'Each row gets the value of its merged cell.',
  fillDown: 'Fill down',
  leaveBlank: 'Leave blank',
  rows_one: 'In row {{rows}}',
  rows_other: 'In rows {{rows}}',
  cell: 'for example in {{cell}}',
} as const;
