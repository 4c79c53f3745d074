/** Budgets of the readers: each a named constant with the reason for its value. Bytes unless said otherwise. */

/** Excel's grid, ECMA-376 part 1 §18.3.1.73 and Excel's "specifications and limits". */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;

/** Excel's longest text of a cell, in characters. What we show of a rejected cell is cut here. */
export const MAX_CELL_CHARACTERS = 32_767;

/**
 * The longest unpacked text of one cell that is read. 32,767 characters of four bytes each, each written as `&#x1F600;` or inside
 * its own run, is well below 4 MiB; more is not from a spreadsheet program.
 */
export const MAX_CELL_BYTES = 4 * 1024 * 1024;

/** One row as it goes to Postgres, which stops at 1 GB for a whole row and long before that in memory. */
export const MAX_ROW_BYTES = 64 * 1024 * 1024;

/** Entries of a zip. A workbook of 255 sheets with drawings, images and notes has a few thousand; POI allows 1,000 by default. */
export const MAX_ZIP_ENTRIES = 20_000;

/** The zip's central directory. 20,000 entries with names of 200 bytes are 5 MiB. */
export const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;

/**
 * How many times larger an entry may get. Deflate's own bound is 1032. Ordinary sheets of repeating rows reach 100 to 300 (a column of
 * zeros without `r` attributes), so the ratio is only judged once an entry has unpacked more than MIN_RATIO_BYTES.
 */
export const MAX_INFLATE_RATIO = 400;
/** What one byte of deflate becomes at most. */
export const MAX_DEFLATE_RATIO = 1032;
export const MIN_RATIO_BYTES = 64 * 1024 * 1024;

/** What one entry may unpack to. The fullest sheet of a spreadsheet program (1,048,576 rows x 100 columns of 60 bytes of XML) is about 6 GiB. */
export const MAX_ENTRY_BYTES = 8 * 1024 * 1024 * 1024;

/** Parts that are read whole (workbook, relationships, styles, content types). Excel's cap of 65,490 styles is about 20 MiB. */
export const MAX_WHOLE_PART_BYTES = 32 * 1024 * 1024;

/** Sheets of a workbook. Excel is only bound by memory; no ordinary workbook of the corpus has more than 300. */
export const MAX_SHEETS = 4_096;

/** Cell formats. Excel stops at 65,490 (its "specifications and limits"). */
export const MAX_CELL_FORMATS = 65_536;

/** Number formats of a workbook's own. Excel stops at about 250; LibreOffice writes some thousands. */
export const MAX_NUMBER_FORMATS = 65_536;

/** Relationships of one part: a workbook has one for each sheet and a dozen more. */
export const MAX_RELATIONSHIPS = 20_000;

/** Attributes of one element of the parts that are read whole. A workbook's root names some 20 namespaces; no element has more than 60. */
export const MAX_ATTRIBUTES = 500;

/** The length of a number format code, in characters. Excel stops at 255; some programs write more. */
export const MAX_FORMAT_CODE_LENGTH = 4_096;

/** The shared string store. A sheet of 1M rows with 10 unique texts of 40 characters each is 400 MB; more belongs in inline strings. */
export const MAX_SHARED_STRING_BYTES = 1024 * 1024 * 1024;

/** Shared strings. Excel itself cannot address more cells with distinct texts than this in practice. */
export const MAX_SHARED_STRINGS = 64 * 1024 * 1024;

/**
 * What the texts of a sheet may come to once shared ones are spelt out: a text of a megabyte that is named in every cell makes terabytes of
 * a few kilobytes. Up to this many bytes nobody asks; beyond it a sheet may grow MAX_INFLATE_RATIO times its packed size. A million rows with
 * ten texts of 100 characters are 1 GB, of some 20 MB packed.
 */
export const MIN_GROWTH_BYTES = 1024 * 1024 * 1024;

/** Legacy workbooks (xls, xlsb, ods) are read whole, at about 10 to 30 times their size in memory. */
export const MAX_LEGACY_BYTES = 50 * 1024 * 1024;

/** How far XML may nest in the parts we read. Ours never need ten. */
export const MAX_XML_DEPTH = 256;

/** Rows that did not go in are handed over in batches of at most this many rows, or this many bytes of text. */
export const REJECT_BATCH_ROWS = 500;
export const REJECT_BATCH_BYTES = 1024 * 1024;

/** An issue shows at most this many characters of a cell. */
export const MAX_ISSUE_CHARACTERS = 1_000;

/** What a worker thread's JavaScript heap may take, in MiB. Buffers live outside it and have their own budgets above. */
export const THREAD_HEAP_MIB = 512;

/**
 * One record of delimited text. A row of 1,600 columns (PostgreSQL's limit) of 5 KiB fits; more is a quotation mark that was
 * opened and never closed, which would otherwise swallow the rest of the file into one cell.
 */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;

/**
 * One row of an export, as COPY TEXT. PostgreSQL itself stops at 1 GiB; a row of 1,600 cells of 32,767 characters would be 50 MiB, and
 * its XML must fit in memory beside it.
 */
export const MAX_EXPORT_ROW_BYTES = 64 * 1024 * 1024;

/**
 * What all parts of an xlsb or ods may unpack to together: they are parsed whole, in several copies. What comes near this is mostly more
 * than LEGACY_PROCESS_BYTES in the end.
 */
export const MAX_LEGACY_UNPACKED_BYTES = 128 * 1024 * 1024;

/**
 * Cells that repetition adds to the tables of an ods. LibreOffice writes a block of equal cells once, so ordinary files have some (a matrix of
 * zeros); the library copies each by way of JSON, half a million in a second and 100 MB.
 */
export const MAX_ODS_REPEATED_CELLS = 500_000;

/**
 * How much time of a processor reading a legacy workbook may take from one answer to the next, in milliseconds. The largest ordinary ones
 * take half a second per MiB to be parsed; a file made of a few kilobytes of contradictions can keep the library busy without end.
 */
export const LEGACY_MS = 8_000;
export const LEGACY_MS_PER_MIB = 2_000;

/**
 * What the process that reads a legacy workbook may take in memory, of whatever kind, before it is ended. An xls of 20 MiB with a million
 * cells takes about this much; a worker with one such process beside it stays below 1 GiB.
 */
export const LEGACY_PROCESS_BYTES = 512 * 1024 * 1024;

/** Less than this is not worth a start: the program itself takes half of it. */
export const LEAST_LEGACY_PROCESS_BYTES = 160 * 1024 * 1024;

/** Its JavaScript heap, in MiB: the rest is for the file's bytes and the program itself. */
export const LEGACY_HEAP_MIB = 384;

/** What all files that are read at once may take, where nothing else is set (`limitReadingMemory`): two large workbooks, or four of middle size. */
export const READING_BYTES = 1280 * 1024 * 1024;

/** A file that needs less is read without asking: every job has that much. */
export const SMALL_READING_BYTES = 16 * 1024 * 1024;

/** What shared texts take in memory, as a multiple of their XML: the texts, and for each of them, of 18 bytes or more, where it begins. */
export const SHARED_STRING_GROWTH = 1.25;
