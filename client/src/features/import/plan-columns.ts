/** What each column of a sheet is called in an import, what type it has and where it goes. Pure. */
import {
  columnLetters,
  type Preview,
  type Sheet,
  type SheetColumn,
  type SuggestedMapping,
  type Table,
} from '@sheetport/contract';
import { type ColumnChoice, columnKey, type SettledChoices } from './choices.ts';
import { guessType, suggestType } from './guess-type.ts';
import { distinctLabels, MAX_LABEL } from './import-names.ts';
import type { PlannedColumn } from './plan.ts';

type PreviewRow = Preview['rows'][number];
type SuggestedColumn = SuggestedMapping['columns'][number];
interface Header {
  row: number;
  rows: number;
}

/**
 * The columns of a sheet as the import would treat them.
 * @param shown the first rows of the sheet
 * @param table the chosen table, or undefined where a new one is made
 * @param nameless what a column without a heading is called, by its letter
 */
export function planColumns(
  sheet: Sheet,
  header: Header,
  choices: SettledChoices,
  shown: readonly PreviewRow[],
  table: Table | undefined,
  suggestion: SuggestedMapping | undefined,
  nameless: (letter: string) => string,
): PlannedColumn[] {
  const isMoved = header.row !== sheet.headerRow || header.rows !== sheet.headerRows;
  const fits = suggestion !== undefined && isAbout(suggestion, sheet, header);
  const headings = findHeadings(sheet, header, isMoved, shown, fits ? suggestion : undefined, nameless);
  const labels = distinctLabels(headings);
  const suggested = new Map(
    fits && suggestion.tableId === (table?.id ?? null)
      ? suggestion.columns.map((column) => [column.index, column])
      : [],
  );
  const below = shown.filter((row) => row.row > header.row);
  const skipHidden = choices.leaveHidden.includes(sheet.index);
  return sheet.columns.map((source, at): PlannedColumn => {
    const texts = below.map((row) => row.cells[source.index] ?? null);
    return {
      index: source.index,
      heading: headings[at] as string,
      ...planColumn({
        source,
        choice: choices.columns[columnKey(sheet.index, source.index)] ?? {},
        goes: choices.goes,
        table,
        found: suggested.get(source.index),
        label: labels[at] as string,
        isOut: skipHidden && source.hidden === true,
        guessed: isMoved ? (guessType(texts) ?? source.type) : source.type,
        isMoved,
      }),
      suggested:
        source.doubt === undefined &&
        source.type === 'text' &&
        source.warnings.some((warning) => warning.code === 'mixed_types')
          ? suggestType([...source.samples, ...texts])
          : null,
    };
  });
}

function planColumn({
  source,
  choice,
  goes,
  table,
  found,
  label,
  isOut,
  guessed,
  isMoved,
}: {
  source: SheetColumn;
  choice: ColumnChoice;
  goes: SettledChoices['goes'];
  table: Table | undefined;
  found: SuggestedColumn | undefined;
  label: string;
  isOut: boolean;
  guessed: SheetColumn['type'];
  isMoved: boolean;
}): Omit<PlannedColumn, 'index' | 'heading' | 'suggested'> {
  const adds = table !== undefined && choice.add === true;
  const suggestedTarget = table && !isOut ? (found?.column ?? null) : null;
  const chosenTarget = adds ? null : choice.target !== undefined ? choice.target : suggestedTarget;
  const target = table?.columns.find((column) => column.name === chosenTarget);
  // The options of an earlier import hold for the column that this one went into then.
  const options = target && target.name === found?.column ? found.options : undefined;
  return {
    include: goes === 'existing' ? adds || target !== undefined : (choice.include ?? !isOut),
    label: choice.label ?? (found?.reason === 'content' && !table ? found.column : null) ?? label,
    target: target?.name ?? null,
    targetCurrency: target?.currency,
    match:
      choice.target === undefined && target && found?.reason
        ? { confidence: found.confidence, reason: found.reason }
        : null,
    type: target?.type ?? choice.type ?? guessed,
    typeExplicit: choice.type !== undefined || isMoved,
    dateOrder: (choice.dateOrder === undefined ? options?.dateOrder : choice.dateOrder) ?? source.dateOrder,
    decimal: (choice.decimal === undefined ? options?.decimal : choice.decimal) ?? source.decimal,
    trim: choice.trim ?? options?.trim ?? true,
    blank: (choice.blank === undefined ? options?.blank : choice.blank) ?? undefined,
    values: choice.values ?? options?.values ?? {},
    adds,
    source,
  };
}

/** Whether a suggestion is about this sheet with these header rows, and not about how it was a moment ago. */
function isAbout(suggestion: SuggestedMapping, sheet: Sheet, { row, rows }: Header): boolean {
  return suggestion.sheet === sheet.index && suggestion.headerRow === row && suggestion.headerRows === rows;
}

function findHeadings(
  sheet: Sheet,
  header: Header,
  isMoved: boolean,
  shown: readonly PreviewRow[],
  suggestion: SuggestedMapping | undefined,
  nameless: (letter: string) => string,
): string[] {
  // The service joins headings of several rows; until it has, the last row stands for them.
  const joined = new Map(
    suggestion && header.rows > 1 ? suggestion.columns.map((column) => [column.index, column.header]) : [],
  );
  const headerRow = shown.find((row) => row.row === header.row);
  const headerText = (index: number) => headerRow?.headings?.[index] ?? headerRow?.cells[index] ?? '';
  return sheet.columns.map((column) => {
    const heading = joined.get(column.index);
    if (heading !== undefined) return heading.slice(0, MAX_LABEL);
    const text = isMoved ? (header.row === 0 ? '' : headerText(column.index)) : column.header;
    return text.trim().slice(0, MAX_LABEL) || nameless(columnLetters(column.index));
  });
}
