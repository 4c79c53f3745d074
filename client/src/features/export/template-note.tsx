import { BLOCK_CLOSE, BLOCK_OPEN, type Problem, type Table } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { TemplateFit } from './use-template-fit.ts';

/** How the first column of a table is named in a template. */
export const exampleOf = (table: Table): string => `{{${table.columns[0]?.label ?? ''}}}`;

/** Where the rows will go, or why they cannot. */
export function TemplateNote({ table, fit }: { table: Table; fit: TemplateFit }) {
  const { t } = useTranslation();
  if ('problem' in fit) return <TemplateProblemNote problem={fit.problem} table={table} />;
  if ('mismatch' in fit) {
    const { code, cell, other } = fit.mismatch;
    const values = { cell, other, block: `{{#each ${other}}}`, open: BLOCK_OPEN, close: BLOCK_CLOSE };
    const reason = t(`exports.templateMismatches.${code}`, { ...values, example: exampleOf(table) });
    return <Note tone="warn">{t('exports.templateMismatch', { reason })}</Note>;
  }
  return fit.places.map(({ source, sheet, model, isBlock, cells }) => {
    const rows = model.last - model.first + 1;
    const text =
      isBlock && rows > 1
        ? t('exports.templateBlock', { rows, sheet, first: model.first, last: model.last, count: cells.length })
        : t('exports.templateRows', { sheet, row: model.first, count: cells.length });
    return (
      <p className="muted small" key={`${sheet}!${model.first}`}>
        {fit.tables.length > 1 ? `${fit.tables[source]!.name}: ${text}` : text}
      </p>
    );
  });
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
