import {
  BLOCK_CLOSE,
  BLOCK_OPEN,
  chooseRows,
  type ExportTemplate,
  type Problem,
  type Table,
  TEMPLATE_VALUES,
  TemplateMismatch,
} from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';

/** How the first column of a table is named in a template. */
export const exampleOf = (table: Table): string => `{{${table.columns[0]?.label ?? ''}}}`;

/** Where the rows will go, or why they cannot. */
export function TemplateNote({ table, placeholders }: { table: Table; placeholders: ExportTemplate['placeholders'] }) {
  const { t } = useTranslation();
  if (!placeholders) return null;
  if (placeholders.problem) return <TemplateProblemNote problem={placeholders.problem} table={table} />;
  try {
    const { sheet, model, isBlock, cells } = chooseRows(placeholders, table.columns, TEMPLATE_VALUES);
    const rows = model.last - model.first + 1;
    return (
      <p className="muted small">
        {isBlock && rows > 1
          ? t('exports.templateBlock', { rows, sheet, first: model.first, last: model.last, count: cells.length })
          : t('exports.templateRows', { sheet, row: model.first, count: cells.length })}
      </p>
    );
  } catch (error) {
    if (!(error instanceof TemplateMismatch)) throw error;
    return <Note tone="warn">{t('exports.templateMismatch', { reason: error.message })}</Note>;
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
