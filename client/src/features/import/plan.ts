/** What the import form knows of the import that it would start: types that `makePlan` fills in. */
import type {
  Blank,
  ColumnType,
  KeyCandidate,
  MatchReason,
  NonDataRow,
  Sheet,
  SheetColumn,
  Table,
} from '@sheetport/contract';
import type { DateOrder, DecimalMark } from './choices.ts';

export interface PlannedColumn {
  index: number;
  heading: string;
  include: boolean;
  /** The name in a table being made. */
  label: string;
  /** The column of an existing table. */
  target: string | null;
  /** The currency that the column of an existing table holds, where one is known. */
  targetCurrency: string | undefined;
  /** The confidence of the suggested target, where nobody has chosen one. */
  match: { confidence: number; reason: MatchReason } | null;
  type: ColumnType;
  /**
   * Whether the type is sent. One that only the inspection guessed is not: should a later row show that it was wrong, the
   * service can look again instead of leaving that row out.
   */
  typeExplicit: boolean;
  /** A type that all but a few values have, where the inspection chose text because of those few. */
  suggested: ColumnType | null;
  dateOrder: DateOrder | undefined;
  decimal: DecimalMark | undefined;
  trim: boolean;
  /** What a blank cell does, where that was chosen for this column alone. */
  blank: Blank | undefined;
  values: Readonly<Record<string, string | null>>;
  /** The existing table gets a new column for it, called `label`. */
  adds: boolean;
  source: SheetColumn;
}

export type ProblemCode =
  | 'noName'
  | 'nameTaken'
  | 'noTable'
  | 'cannotWrite'
  | 'noColumns'
  | 'emptyLabel'
  | 'sameLabel'
  | 'sameTarget'
  | 'required'
  | 'keyIgnored'
  | 'keyNeeded'
  | 'keyNotUnique';
export interface Problem {
  code: ProblemCode;
  /** The column of the sheet it is about. */
  index?: number;
  column?: string;
}

export interface Plan {
  sheet: Sheet;
  headerRow: number;
  headerRows: number;
  /** Null while unknown. */
  rows: number | null;
  columns: PlannedColumn[];
  name: string;
  table: Table | undefined;
  key: string[];
  /** Columns of the sheet that can be the key, the likeliest first. */
  keyCandidates: readonly KeyCandidate[];
  /** Rows that look like no data, and those of them that stay out. */
  nonDataRows: NonDataRow[];
  skipRows: number[];
  /** A person chose that rows which look like no data are imported. */
  importsNonDataRows: boolean;
  /** Hidden rows and columns of the sheet, and whether they are left out. */
  hiddenRows: number;
  hiddenColumns: PlannedColumn[];
  skipHidden: boolean;
  /** Merged cells give their value to each of their rows. */
  fillMerged: boolean;
  problems: Problem[];
  /** What goes where is still on its way from the service. */
  pending: boolean;
}
