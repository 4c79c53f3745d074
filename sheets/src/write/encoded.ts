/** What an export came to. */
export interface Encoded {
  /** The file's size. */
  bytes: number;
  /** Rows of data in all sheets, without headers. */
  rows: number;
  /** Texts cut at 32,767 characters because a cell holds no more. Always 0 for csv, tsv and jsonl. */
  truncated: number;
  /** Characters that the encoding of a text file does not have, written as `?`. */
  replaced?: number;
  /** Rows that a pdf has no place for. */
  omitted?: number;
  /** Merged cells, links, formats and page breaks of a template's rows that are not there for each record, as there are too many records. */
  unrepeated?: number;
  /** The sheets as they are named in the file, with their rows of data. */
  sheets: { name: string; rows: number }[];
}
