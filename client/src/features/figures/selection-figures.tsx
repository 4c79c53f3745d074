import { type Column, type Filter, isNumber, type Row, type Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { summaryQuery } from '../../api/figures.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { columnsIn, type Range, rowsIn } from '../../ui/grid/grid-range.ts';
import css from './figures.module.css';
import { type Figures, roundAverage, sumCells } from './sum-cells.ts';

/** More cells than this are not added up at each move of the mouse. */
const MOST_CELLS = 100_000;

/** Rows that are in the browser; undefined for one that has not arrived. */
interface LoadedRows {
  row(index: number): Row | undefined;
}

/** Count, sum, average, least and greatest of the selected cells. Of all rows the service counts. */
export function SelectionFigures({
  table,
  store,
  shown,
  range,
  total,
  filter,
}: {
  table: Table;
  store: LoadedRows;
  shown: readonly Column[];
  range: Range;
  /** Rows there are. */
  total: number;
  filter: Filter | undefined;
}) {
  const columns = shown.slice(range.left, range.right + 1);
  const here = rowsIn(range) * columnsIn(range) <= MOST_CELLS ? cellsOf(store, range, columns) : null;
  if (here) return <Line figures={sumCells(here)} range={range} />;
  const isAll = range.top === 0 && range.bottom >= total - 1;
  if (!isAll || columns.length !== 1) return <Line figures={null} range={range} />;
  return <WholeColumn table={table} column={columns[0] as Column} range={range} filter={filter} />;
}

/** Null where a row has not arrived. */
function cellsOf(store: LoadedRows, range: Range, columns: readonly Column[]) {
  const cells = [];
  for (let row = range.top; row <= range.bottom; row++) {
    const values = store.row(row);
    if (!values) return null;
    for (const { name, type } of columns) cells.push({ value: values[name] ?? null, isNumber: isNumber(type) });
  }
  return cells;
}

function WholeColumn({
  table,
  column,
  range,
  filter,
}: {
  table: Table;
  column: Column;
  range: Range;
  filter: Filter | undefined;
}) {
  const { data } = useQuery(summaryQuery(table.id, [column.name], filter));
  const summary = data?.columns[0];
  if (!summary) return <Line figures={null} range={range} />;
  const { filled, sum, average, lowest, highest } = summary;
  const hasNumbers = isNumber(column.type) && filled > 0 && sum != null;
  return (
    <Line
      range={range}
      figures={{
        filled,
        ...(hasNumbers && {
          numbers: {
            count: filled,
            sum: String(sum),
            average: String(average ?? ''),
            lowest: String(lowest ?? ''),
            highest: String(highest ?? ''),
          },
        }),
      }}
    />
  );
}

function Line({ figures, range }: { figures: Figures | null; range: Range }) {
  const { t } = useTranslation();
  const format = useFormats();
  const numbers = figures?.numbers;
  const parts = numbers && numbers.count > 1 ? (['sum', 'average', 'lowest', 'highest'] as const) : [];
  return (
    <span className={css.line}>
      <span>{t('grid.selected', { rows: rowsIn(range), columns: columnsIn(range) })}</span>
      {figures && <span>{t('figures.filled', { count: figures.filled })}</span>}
      {numbers &&
        parts.map((part) => (
          <span key={part}>
            {t(`figures.${part}`)}{' '}
            <strong>{format.decimal(part === 'average' ? roundAverage(numbers.average) : numbers[part])}</strong>
          </span>
        ))}
    </span>
  );
}
