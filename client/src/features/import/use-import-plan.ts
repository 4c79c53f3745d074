import type { File, Preview, Sheet, Table, TableSuggestion } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { mappingQuery, previewQuery, tablesQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { settlePlace } from '../tables/table-places.ts';
import { useTablePlaces } from '../tables/use-table-places.ts';
import { type Choices, type SettledChoices, settleChoices, settleMode } from './choices.ts';
import { firstSheet, headerOf } from './find-sheet.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';

export interface ImportPlan {
  sheet: Sheet;
  plan: Plan;
  /** The choices with what holds where nobody chose. */
  choices: SettledChoices;
  tables: readonly Table[];
  preview: Preview | undefined;
  previewError: unknown;
  /** The table that the sheet seems to belong to. */
  tableSuggestion: TableSuggestion | undefined;
}

/** Asks the service for the preview, the tables and the suggested mapping of a sheet, and makes the plan of its import. */
export function useImportPlan(file: File, chosen: Choices): ImportPlan | null {
  const { t } = useTranslation();
  const sheets = file.sheets ?? [];
  const sheet = sheets.find((one) => one.index === chosen.sheet) ?? firstSheet(sheets);
  const header = sheet ? headerOf(sheet, chosen) : { row: 0, rows: 1 };
  const preview = useQuery({
    ...previewQuery(file.id, sheet?.index ?? 0, header.row === sheet?.headerRow ? undefined : header.row),
    enabled: sheet !== undefined,
  });
  // A table that somebody made a moment ago is to be found here.
  const { data: tableData, isPending: tablesPending } = useQuery({ ...tablesQuery, staleTime: 0 });
  const may = useMay();
  const { mayCreate, mayStandAlone, folders } = useTablePlaces();
  // Those that one may not import into are no places to go.
  const tables = useMemo(
    () => (tableData?.tables ?? []).filter((table) => may('table.import', table)),
    [tableData, may],
  );
  const where = {
    sheet: sheet?.index ?? 0,
    headerRow: header.row,
    headerRows: header.rows,
    complete: sheet?.complete ?? false,
  };
  const forNew = useQuery({ ...mappingQuery(file.id, { ...where, tableId: undefined }), enabled: sheet !== undefined });
  const known = forNew.data?.sheet === sheet?.index ? forNew.data : undefined;
  const settled = useMemo(() => {
    const made = settleChoices(chosen, known?.savedMappings ?? [], tables, known?.suggestions);
    return mayCreate
      ? { ...made, ...settlePlace(made, { mayStandAlone, folders }) }
      : { ...made, goes: 'existing' as const };
  }, [chosen, known, tables, mayCreate, mayStandAlone, folders]);
  const tableChosen = settled.goes === 'existing' ? (settled.tableId ?? undefined) : undefined;
  const forTable = useQuery({
    ...mappingQuery(file.id, { ...where, tableId: tableChosen }),
    enabled: sheet !== undefined && tableChosen !== undefined,
  });
  const choices = useMemo(
    () =>
      settleMode(
        settled,
        chosen,
        tables.find(({ id }) => id === tableChosen),
        forTable.data?.columns.map(({ column }) => column) ?? [],
      ),
    [settled, chosen, tables, tableChosen, forTable.data],
  );
  const suggestion = tableChosen === undefined ? forNew : forTable;
  // Where nobody chose, the rows may go into a table that is not known yet.
  const isAsking = chosen.goes === null && (tablesPending || forNew.isPending);
  const pending = isAsking || (tableChosen !== undefined && (forTable.isPending || forTable.isPlaceholderData));
  const plan = useMemo(() => {
    const made = makePlan(file, choices, preview.data, tables, suggestion.data, (letter) =>
      t('import.unnamed', { letter }),
    );
    return made && pending ? { ...made, problems: [], pending } : made;
  }, [file, choices, preview.data, tables, suggestion.data, pending, t]);
  if (!plan || !sheet) return null;
  return {
    sheet,
    plan,
    choices,
    tables,
    preview: preview.data,
    previewError: preview.error,
    tableSuggestion: known?.suggestions?.find(({ tableId }) => tables.some(({ id }) => id === tableId)),
  };
}
