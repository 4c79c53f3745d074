import { type File, isOver, type Job } from '@sheetport/contract';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { NO_CHAIN } from '../chains/chain.ts';
import { ChainFields } from '../chains/chain-fields.tsx';
import { BatchPanel } from './batch-panel.tsx';
import { type Choices, type ColumnChoice, columnKey } from './choices.ts';
import { keepChoices, readChoices } from './choices-draft.ts';
import { ColumnList } from './column-list.tsx';
import { ErrorCellsAlert } from './error-cells-alert.tsx';
import { HiddenAlert } from './hidden-alert.tsx';
import css from './import.module.css';
import { NonDataRowsAlert } from './non-data-rows-alert.tsx';
import { NoteGroup } from './note-group.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { SavedMappingAlert } from './saved-mapping-alert.tsx';
import { SheetTabs } from './sheet-tabs.tsx';
import { SheetWarnings } from './sheet-warnings.tsx';
import { TableSuggestionAlert } from './table-suggestion.tsx';
import { TargetPanel } from './target-panel.tsx';
import { useImportPlan } from './use-import-plan.ts';
import { useImportStart } from './use-import-start.ts';

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
  const { t } = useTranslation();
  const format = useFormats();
  const [chosen, setChoices] = useState<Choices>(() => {
    const kept = readChoices(file.id, tableId);
    return { ...kept, sheet: begin.sheet ?? kept.sheet };
  });
  useEffect(() => keepChoices(file.id, chosen), [file.id, chosen]);
  const [moreSheets, setMoreSheets] = useState<string[]>([...begin.moreSheets]);
  const [chain, setChain] = useState(NO_CHAIN);
  const { start, starting, error, forgetError } = useImportStart(file, begin.batch);

  const planned = useImportPlan(file, chosen);
  if (!planned) return null;
  const { sheet, plan, choices, tables } = planned;
  const sheets = file.sheets ?? [];

  const change = (fields: Partial<Choices>) => {
    forgetError();
    setChoices((before) => ({ ...before, ...fields }));
  };
  const changeColumns = (changes: [index: number, choice: ColumnChoice][]) => {
    forgetError();
    setChoices((before) => {
      const columns = { ...before.columns };
      for (const [index, choice] of changes) {
        const key = columnKey(sheet.index, index);
        columns[key] = { ...columns[key], ...choice };
      }
      return { ...before, columns };
    });
  };

  // Each of several replacements would delete the rows of the one before it.
  const mayBatch = choices.goes === 'new' || choices.mode !== 'replace';

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
                  change({ sheet: index, newKey: [], newKeyIgnoresCase: false });
                }}
              />
            )}
            <PreviewPanel
              plan={plan}
              preview={planned.preview}
              error={planned.previewError}
              onHeader={(row, rows) => change({ headers: { ...choices.headers, [sheet.index]: { row, rows } } })}
            />
          </div>
          <NoteGroup>
            <TableSuggestionAlert suggestion={planned.tableSuggestion} choices={choices} onChange={change} />
            <SheetWarnings
              file={file}
              plan={plan}
              onFillMerged={(fill) =>
                change({
                  fillMerged: fill
                    ? [...choices.fillMerged, sheet.index]
                    : choices.fillMerged.filter((index) => index !== sheet.index),
                })
              }
            />
            <NonDataRowsAlert
              plan={plan}
              onLeaveOut={(out) =>
                change({
                  nonDataRows: { ...choices.nonDataRows, [sheet.index]: out ? 'skip' : 'import' },
                })
              }
            />
            <ErrorCellsAlert
              plan={plan}
              errorCells={choices.errorCells}
              onChange={(errorCells) => change({ errorCells })}
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
          </NoteGroup>
          <ColumnList plan={plan} choices={choices} onChange={changeColumns}>
            {choices.savedMapping && !plan.pending && (
              <SavedMappingAlert key={choices.savedMapping.id} savedMapping={choices.savedMapping} />
            )}
          </ColumnList>
        </div>
        <TargetPanel
          plan={plan}
          choices={choices}
          tables={tables}
          onChange={change}
          onStart={(what, how) => void start(what, plan, choices, mayBatch ? moreSheets : [], chain, how)}
          starting={starting}
          error={error}
          moreSheets={
            mayBatch && (
              <BatchPanel
                file={file}
                plan={plan}
                offered={begin.moreSheets}
                chosen={moreSheets}
                onChange={setMoreSheets}
              />
            )
          }
          moreCount={mayBatch ? moreSheets.length : 0}
          chainFields={
            <ChainFields
              table={choices.goes === 'existing' ? plan.table : undefined}
              chain={chain}
              hasOneEnd={begin.batch.length === 0 && (!mayBatch || moreSheets.length === 0)}
              onChange={setChain}
            />
          }
        />
      </div>
    </>
  );
}
