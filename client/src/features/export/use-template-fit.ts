import {
  chooseBlocks,
  type Problem,
  type Table,
  TEMPLATE_VALUES,
  TemplateMismatch,
  type TemplateRows,
} from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { exportTemplatesQuery } from '../../api/export-templates.ts';
import { tablesQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';

/** Where the rows go in a template, or why they cannot. */
export type TemplateFit =
  | { tables: Table[]; places: TemplateRows[] }
  | { problem: NonNullable<Problem['templateProblem']> }
  | { mismatch: NonNullable<TemplateMismatch['mismatch']> };

/**
 * Whether a template takes the rows of tables.
 * @param others tables that are exported with the first one, by their ids
 * @returns null while nothing is chosen, or nothing is known
 */
export function useTemplateFit(table: Table, templateId: string | null, others: readonly string[]): TemplateFit | null {
  const may = useMay();
  const { data: kept } = useQuery({ ...exportTemplatesQuery, enabled: templateId !== null && may('template.see') });
  const { data: all } = useQuery({ ...tablesQuery, enabled: templateId !== null && others.length > 0 });
  const placeholders = kept?.templates.find(({ id }) => id === templateId)?.placeholders;
  if (!placeholders || (others.length > 0 && !all)) return null;
  const tables = [table, ...others.flatMap((other) => all?.tables.find(({ id }) => id === other) ?? [])];
  try {
    const sources = tables.map(({ name, columns }) => ({ names: [name], columns }));
    return { tables, places: chooseBlocks(placeholders, sources, TEMPLATE_VALUES) };
  } catch (error) {
    if (!(error instanceof TemplateMismatch)) throw error;
    if (error.problem) return { problem: error.problem };
    if (error.mismatch) return { mismatch: error.mismatch };
    throw error;
  }
}
