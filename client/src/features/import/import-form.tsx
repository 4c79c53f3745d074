import { notifications } from '@mantine/notifications';
import { type File, isOver, type Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, startImport } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { mappingQuery, previewQuery, queryClient, tablesQuery } from '../../api/queries.ts';
import { randomId } from '../../api/random-id.ts';
import { applyJob } from '../../api/socket.ts';
import { markDryRun } from '../../api/started-dry-runs.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useFormats } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { BatchPanel } from './batch-panel.tsx';
import { type Choices, type ColumnChoice, columnKey, settleChoices, settleMode } from './choices.ts';
import { forgetChoices, keepChoices, readChoices } from './choices-draft.ts';
import { ColumnList } from './column-list.tsx';
import { firstSheet, headerOf } from './find-sheet.ts';
import { HiddenAlert } from './hidden-alert.tsx';
import css from './import.module.css';
import { makeImport } from './make-import.ts';
import { makePlan } from './make-plan.ts';
import { NonDataRowsAlert } from './non-data-rows-alert.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { SavedMappingAlert } from './saved-mapping-alert.tsx';
import { SheetTabs } from './sheet-tabs.tsx';
import { startImports } from './start-imports.ts';
import { TableSuggestionAlert } from './table-suggestion.tsx';
import { TargetPanel } from './target-panel.tsx';

/** What is chosen already where a file came with others. */
export interface Beginning {
  sheet: number | undefined;
  /** See `startImports`. */
  moreSheets: readonly string[];
  /** Ids of all files that came together. */
  batch: readonly string[];
}

/** The choices between a file and its import. */
export function ImportForm({
  file,
  inspection,
  tableId,
  begin,
}: {
  file: File;
  inspection: Job | undefined;
  tableId: string | undefined;
  begin: Beginning;
}) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const navigate = useNavigate();
  const [chosen, setChoices] = useState<Choices>(() => {
    const kept = readChoices(file.id, tableId);
    return { ...kept, sheet: begin.sheet ?? kept.sheet };
  });
  useEffect(() => keepChoices(file.id, chosen), [file.id, chosen]);
  const [moreSheets, setMoreSheets] = useState<string[]>([...begin.moreSheets]);
  const [starting, setStarting] = useState<'import' | 'dryRun' | null>(null);
  const [error, setError] = useState<unknown>(null);
  // The same body sent twice is one intent; a changed one is another.
  const intent = useRef({ body: '', key: '' });

  const sheets = file.sheets ?? [];
  const sheet = sheets.find((one) => one.index === chosen.sheet) ?? firstSheet(sheets);
  const header = sheet ? headerOf(sheet, chosen) : { row: 0, rows: 1 };
  const preview = useQuery({
    ...previewQuery(file.id, sheet?.index ?? 0, header.row === sheet?.headerRow ? undefined : header.row),
    enabled: sheet !== undefined,
  });
  // A table that somebody made a moment ago is to be found here.
  const { data: tableData } = useQuery({ ...tablesQuery, staleTime: 0 });
  const tables = useMemo(() => tableData?.tables ?? [], [tableData]);
  const where = {
    sheet: sheet?.index ?? 0,
    headerRow: header.row,
    headerRows: header.rows,
    complete: sheet?.complete ?? false,
  };
  const forNew = useQuery({ ...mappingQuery(file.id, { ...where, tableId: undefined }), enabled: sheet !== undefined });
  const known = forNew.data?.sheet === sheet?.index ? forNew.data : undefined;
  const settled = useMemo(
    () => settleChoices(chosen, known?.savedMappings ?? [], tables, known?.suggestions),
    [chosen, known, tables],
  );
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
  const pending = tableChosen !== undefined && (forTable.isPending || forTable.isPlaceholderData);
  const plan = useMemo(() => {
    const made = makePlan(file, choices, preview.data, tables, suggestion.data, (letter) =>
      t('import.unnamed', { letter }),
    );
    return made && pending ? { ...made, problems: [], pending } : made;
  }, [file, choices, preview.data, tables, suggestion.data, pending, t]);
  if (!plan || !sheet) return null;

  const change = (fields: Partial<Choices>) => {
    setError(null);
    setChoices((before) => ({ ...before, ...fields }));
  };
  const changeColumns = (changes: [index: number, choice: ColumnChoice][]) => {
    setError(null);
    setChoices((before) => {
      const columns = { ...before.columns };
      for (const [index, choice] of changes) {
        const key = columnKey(sheet.index, index);
        columns[key] = { ...columns[key], ...choice };
      }
      return { ...before, columns };
    });
  };

  // Each of several replacements would take away what the one before it brought.
  const mayGoAlong = choices.goes === 'new' || choices.mode !== 'replace';

  const start = async (what: 'import' | 'dryRun') => {
    const plannedImport = { ...makeImport(file, plan, choices), ...(what === 'dryRun' && { dryRun: true }) };
    const along = what === 'import' && mayGoAlong ? moreSheets : [];
    const body = JSON.stringify([plannedImport, along]);
    if (intent.current.body !== body) intent.current = { body, key: randomId() };
    setStarting(what);
    setError(null);
    try {
      if (along.length > 0) {
        const { jobs, wanted, error } = await startImports(
          file,
          plan,
          choices,
          plannedImport,
          along,
          intent.current.key,
        );
        for (const job of jobs) applyJob(queryClient, learnJob(job));
        if (error !== null)
          notifications.show({
            color: 'red',
            autoClose: false,
            title: t('mapping.notAll', { started: jobs.length, wanted }),
            message: formatError(error, t, i18n),
          });
        forgetChoices(file.id);
        await navigate({ to: '/batch/jobs', search: { jobs: jobs.map(({ id }) => id), files: [...begin.batch] } });
        return;
      }
      const job = learnJob(await startImport(plannedImport, intent.current.key));
      if (what === 'dryRun') markDryRun(job.id);
      else forgetChoices(file.id);
      applyJob(queryClient, job);
      if (begin.batch.length > 0 && what === 'import')
        await navigate({ to: '/batch/jobs', search: { jobs: [job.id], files: [...begin.batch] } });
      else await navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
    } catch (error) {
      // What was refused may be right once the table or the file has changed: the next press is a new intent.
      if (error instanceof ApiError) intent.current = { body: '', key: '' };
      setError(error);
      setStarting(null);
    }
  };

  return (
    <>
      {inspection && !isOver(inspection.state) && (
        <div className={css.counting}>
          <div className="row between">
            <span className="small muted">{t('import.stillCounting')}</span>
            <span className="small muted digits" style={{ whiteSpace: 'nowrap' }}>
              {format.percent(inspection.progress.fraction)}
            </span>
          </div>
          <ProgressBar job={inspection} thin />
        </div>
      )}
      <div className={css.columns}>
        <div className={css.left}>
          <div className={`${css.previewPanel} panel`}>
            {sheets.length > 1 && (
              <SheetTabs
                sheets={sheets}
                chosen={sheet.index}
                onChoose={(index) => {
                  setMoreSheets((before) => before.filter((one) => one !== `sheet:${index}`));
                  change({ sheet: index, newKey: [] });
                }}
              />
            )}
            <PreviewPanel
              plan={plan}
              preview={preview.data}
              error={preview.error}
              onHeader={(row, rows) => change({ headers: { ...choices.headers, [sheet.index]: { row, rows } } })}
            />
          </div>
          {choices.savedMapping && (
            <SavedMappingAlert key={choices.savedMapping.id} savedMapping={choices.savedMapping} />
          )}
          <TableSuggestionAlert
            likely={known?.suggestions?.find(({ tableId }) => tables.some(({ id }) => id === tableId))}
            choices={choices}
            onChange={change}
          />
          <NonDataRowsAlert
            plan={plan}
            onLeaveOut={(out) =>
              change({
                leaveOut: out
                  ? [...choices.leaveOut, sheet.index]
                  : choices.leaveOut.filter((index) => index !== sheet.index),
              })
            }
          />
          <HiddenAlert
            plan={plan}
            onLeaveOut={(out) =>
              change({
                leaveHidden: out
                  ? [...choices.leaveHidden, sheet.index]
                  : choices.leaveHidden.filter((index) => index !== sheet.index),
              })
            }
          />
          <ColumnList plan={plan} choices={choices} onChange={changeColumns} />
        </div>
        <TargetPanel
          plan={plan}
          choices={choices}
          tables={tables}
          onChange={change}
          onStart={(what) => void start(what)}
          starting={starting}
          error={error}
          moreSheets={
            mayGoAlong && (
              <BatchPanel
                file={file}
                plan={plan}
                offered={begin.moreSheets}
                chosen={moreSheets}
                onChange={setMoreSheets}
              />
            )
          }
          alsoCount={mayGoAlong ? moreSheets.length : 0}
        />
      </div>
    </>
  );
}
