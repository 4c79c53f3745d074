import {
  BLOCK_CLOSE,
  BLOCK_OPEN,
  chooseBlocks,
  type ExportTemplate,
  type Problem,
  type Table,
  TEMPLATE_VALUES,
  TemplateMismatch,
} from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';

/** How the first column of a table is named in a template. */
export const exampleOf = (table: Table): string => `{{${table.columns[0]?.label ?? ''}}}`;

/** Where the rows will go, or why they cannot. */
export function TemplateNote({
  table,
  others,
  placeholders,
}: {
  table: Table;
  /** Tables that are exported with it. */
  others: readonly string[];
  placeholders: ExportTemplate['placeholders'];
}) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...tablesQuery, enabled: others.length > 0 });
  if (!placeholders) return null;
  const tables = [table, ...others.flatMap((other) => data?.tables.find(({ id }) => id === other) ?? [])];
  try {
    const sources = tables.map(({ name, columns }) => ({ names: [name], columns }));
    return chooseBlocks(placeholders, sources, TEMPLATE_VALUES).map(({ source, sheet, model, isBlock, cells }) => {
      const rows = model.last - model.first + 1;
      const text =
        isBlock && rows > 1
          ? t('exports.templateBlock', { rows, sheet, first: model.first, last: model.last, count: cells.length })
          : t('exports.templateRows', { sheet, row: model.first, count: cells.length });
      return (
        <p className="muted small" key={`${sheet}!${model.first}`}>
          {tables.length > 1 ? `${tables[source]!.name}: ${text}` : text}
        </p>
      );
    });
  } catch (error) {
    if (!(error instanceof TemplateMismatch)) throw error;
    if (error.problem) return <TemplateProblemNote problem={error.problem} table={table} />;
    if (!error.mismatch) throw error;
    const { code, cell, other } = error.mismatch;
    const values = { cell, other, block: `{{#each ${other}}}`, open: BLOCK_OPEN, close: BLOCK_CLOSE };
    const reason = t(`exports.templateMismatches.${code}`, { ...values, example: exampleOf(table) });
    return <Note tone="warn">{t('exports.templateMismatch', { reason })}</Note>;
  }
}

/** What is to be corrected in a template, and where. */
export function TemplateProblemNote({
  problem: { code, sheet, cell, other },
  table,
}: {
  problem: NonNullable<Problem['templateProblem']>;
  table: Table;
}) {
  const { t } = useTranslation();
  const values = { cell, other, open: BLOCK_OPEN, close: BLOCK_CLOSE, example: exampleOf(table) };
  return (
    <Note tone="bad">
      {t('exports.templateProblem', { sheet, problem: t(`exports.templateProblems.${code}`, values) })}
    </Note>
  );
}
