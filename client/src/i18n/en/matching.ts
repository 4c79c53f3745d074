/** English for rows that are no data, and what each warning means. */

export const matching = {
  nonDataRows_one: '{{count, number}} row does not look like data',
  nonDataRows_other: '{{count, number}} rows do not look like data',
  nonDataRowsText: 'They are imported like all others, or rejected.',
  nonDataRowsExcluded_one: '{{count, number}} row does not look like data and is not imported',
  nonDataRowsExcluded_other: '{{count, number}} rows do not look like data and are not imported',
  description_one: 'Describes the columns: row {{rows}}',
  description_other: 'Describe the columns: rows {{rows}}',
  totals_one: 'Totals: row {{rows}}',
  totals_other: 'Totals: rows {{rows}}',
  note_one: 'Note under the table: row {{rows}}',
  note_other: 'Notes under the table: rows {{rows}}',
  heading_one: 'The heading again: row {{rows}}',
  heading_other: 'The heading again: rows {{rows}}',
  more: '{{rows}} and {{more, number}} more',
  exclude_one: 'Exclude it',
  exclude_other: 'Exclude them',
  include: 'Import anyway',
  fix_one: 'Replace {{count, number}} value',
  fix_other: 'Replace {{count, number}} values',
  fixBlank: 'Leave these cells empty',
  fixed_one: '{{count, number}} value is replaced',
  fixed_other: '{{count, number}} values are replaced',
  fixedBlank: 'These cells stay empty',
  undoFix: 'Undo',
  becomes: '“{{from}}” becomes “{{to}}”',
  becomesEmpty: '“{{from}}” becomes empty',
  hidden: '“{{from}}” becomes “{{to}}”, without the invisible character',
  lost_precision:
    'Excel keeps 15 digits of a number. Where a card or an order number was longer, its end is zeros now. Take the column from its source as text.',
  ambiguous_dates:
    '03/04 is the third of April or the fourth of March. Nothing in this column tells which, so choose the order that whoever wrote it uses.',
  mixed_date_orders:
    'Some of these dates can only be day-month, others only month-day. Most decide the order; the others are rejected and can be fixed after the import. Dates that fit both may be wrong: look at them.',
  swapped_dates:
    'Excel took 03/04 for a date in its own order and left 13/04 as text, as no month is the 13th. So the dates of this column may have day and month the wrong way round. Compare one with its source.',
  mixed_marks:
    'Some numbers are written 1,234.50 and others 1.234,50. Each is read by what it shows itself. One that shows nothing, as 1,234 does, may be two numbers: its row is rejected with that reason, unless you choose the mark here.',
  time_zones:
    '10:00+07:00 and 03:00Z are the same moment. Each is stored in UTC, so that different moments stay different. Choose Text to keep what is written.',
  mixed_time_zones:
    'Nothing says which time zone these are in. They are stored as they are written, as if they were in UTC. Choose Text to keep all as written.',
  long_durations: 'A time of day ends at 24:00, so 25:30 is a duration. Values are kept as the sheet shows them.',
  confusables:
    'Such values look the same and are not: a Cyrillic а is no Latin a. They are not found by searching, and count as different keys.',
  nothing_words: 'Words such as n/a do not match a column of numbers, dates or yes and no.',
  mixed_types:
    'The column holds numbers, dates or words side by side. What does not match the type of its column is rejected with its reason, to be fixed.',
  numbers_as_text: 'Excel shows a green corner on these. They are read as the numbers they show.',
  dates_as_text: 'Texts that show dates. They are read by the order of day and month that is chosen here.',
  stray_spaces: 'The spaces are taken off.',
  dates_in_words: 'Write them as 2024-03-05, or map the values, to import them as dates.',
  buddhist_years:
    'They are imported as they stand: 2567 stays the year 2567. Subtract 543 in the sheet if that is not meant.',
  lost_zeros:
    'Some values are numbers, others texts with zeros in front. Where a number had zeros too, they are gone from the file.',
  ambiguous_thousands:
    '1.234 may be one and a bit, or one thousand two hundred and thirty-four. No number of the sheet tells which, so choose the mark here.',
  mixed_currencies: 'A column of numbers keeps the amounts and not their currencies. As text it keeps both.',
  email_typos: 'The domain is one letter away from that of a large provider, or its end does not exist.',
  duplicates: 'The same address or number may be the same person twice.',
  error_cells: 'A formula failed in these cells. They are left empty, or their rows are rejected, as you choose above.',
  repeated_header: 'Columns of one name are told apart by a number.',
  empty_header: 'The column is named by its letter.',
} as const;
