import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { ExportFormat, type NewExport, type Table } from '@sheetport/contract';
import { IconCalendarClock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { startExport } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { queryClient, tableQuery } from '../../api/queries.ts';
import { randomId } from '../../api/random-id.ts';
import { applyJob } from '../../api/socket.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';
import { TellCheckbox } from '../tell-me/tell-checkbox.tsx';
import { type TellBy, tellWhenDone } from '../tell-me/tell-when-done.ts';
import { ColumnChooser } from './column-chooser.tsx';
import {
  chooseAsShown,
  countOptions,
  type ExportChoice,
  forgetShown,
  keepChoice,
  makeExport,
  recallChoice,
  type View,
} from './export-choice.ts';
import { FileFields } from './file-fields.tsx';
import { Fold } from './fold.tsx';
import { RepeatDialog } from './repeat-dialog.tsx';
import { RowsField } from './rows-field.tsx';
import { TemplateFields } from './template-fields.tsx';
import { expectDownload } from './use-download-once.ts';
import { useTemplateFit } from './use-template-fit.ts';
import { WorkbookFields } from './workbook-fields.tsx';

/** What to export and how. What people need first is in sight, the rest folds out; the last choice is there again. */
export function ExportDialog({
  tableId,
  view,
  rows,
  onClose,
}: {
  tableId: string;
  view: View;
  rows?: string | undefined;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { data: table, error } = useQuery(tableQuery(tableId));
  const [repeated, setRepeated] = useState<NewExport | null>(null);
  if (repeated && table) return <RepeatDialog plan={repeated} tableName={table.name} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('exports.title', { name: table?.name ?? '' })} size="lg">
      {table ? (
        <ExportForm table={table} view={view} rows={rows} onRepeat={setRepeated} onClose={onClose} />
      ) : (
        error && <Note tone="bad">{formatError(error, t, i18n)}</Note>
      )}
    </Modal>
  );
}

function ExportForm({
  table,
  view,
  rows,
  onRepeat,
  onClose,
}: {
  table: Table;
  view: View;
  rows?: string | undefined;
  /** It is to be made again and again. */
  onRepeat: (plan: NewExport) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const [choice, setChoice] = useState(() => chooseAsShown(recallChoice(table), view));
  const hasView = view.filter !== undefined || (view.sort?.length ?? 0) > 0;
  const [asSeen, setAsSeen] = useState(hasView);
  const [name, setName] = useState('');
  const [open, setOpen] = useState<'columns' | 'options' | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tell, setTell] = useState<TellBy | null>(null);
  const change = (next: Partial<ExportChoice>) => setChoice((now) => ({ ...now, ...next }));
  const makePlan = () =>
    makeExport(table.id, choice, {
      view: asSeen ? view : { formats: view.formats },
      name: name.trim(),
      language: i18n.language,
    });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const plan = makePlan();
      const job = learnJob(await startExport({ ...plan, reuse: plan.sheets === undefined }, randomId()));
      keepChoice(table.id, forgetShown(choice, view));
      expectDownload(job, t('exports.unchanged'));
      applyJob(queryClient, job);
      if (tell) await tellWhenDone(job.id, tell, t);
      await navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  const options = countOptions(choice);
  const hasTemplate = choice.format === 'xlsx' && choice.templateId !== null;
  const fit = useTemplateFit(table, hasTemplate ? choice.templateId : null, choice.others);
  const isReady = hasTemplate ? fit === null || 'places' in fit : choice.columns?.length !== 0;
  const day = new Date().toISOString().slice(0, 10);
  return (
    <form className="stack" onSubmit={submit}>
      <NativeSelect
        label={t('exports.format')}
        value={choice.format}
        onChange={(event) =>
          change({ format: ExportFormat.options.find((one) => one === event.currentTarget.value) ?? 'xlsx' })
        }
        data={ExportFormat.options.map((value) => ({ value, label: t(`table.format.${value}`) }))}
      />
      {hasView && <RowsField asSeen={asSeen} rows={rows} onChange={setAsSeen} />}
      {choice.format === 'xlsx' && (
        <TemplateFields
          table={table}
          templateId={choice.templateId}
          others={choice.others}
          fit={fit}
          onChange={(templateId) => change({ templateId })}
          onOthers={(others) => change({ others })}
        />
      )}
      <TextInput
        label={t('exports.name')}
        placeholder={`${table.name} ${day}`}
        value={name}
        maxLength={120}
        rightSection={<span className="muted small">.{choice.format}</span>}
        rightSectionWidth={64}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!hasTemplate && (
        <Fold
          title={t('exports.columns')}
          note={
            choice.columns
              ? t('exports.columnsOf', { chosen: choice.columns.length, count: table.columns.length })
              : t('exports.allOf', { count: table.columns.length })
          }
          opened={open === 'columns'}
          onToggle={() => setOpen(open === 'columns' ? null : 'columns')}
        >
          <ColumnChooser columns={table.columns} chosen={choice.columns} onChange={(columns) => change({ columns })} />
        </Fold>
      )}
      {choice.format === 'xlsx' && !hasTemplate && (
        <Fold
          title={t('exports.options')}
          note={options > 0 ? t('exports.changed', { count: options }) : t('exports.optionsNote')}
          opened={open === 'options'}
          onToggle={() => setOpen(open === 'options' ? null : 'options')}
        >
          <WorkbookFields table={table} choice={choice} shown={view.formats} onChange={change} />
        </Fold>
      )}
      <FileFields table={table} choice={choice} onChange={change} />
      <TellCheckbox by={tell} onChange={setTell} />
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        {may('schedule.create') && (
          <Button
            variant="subtle"
            leftSection={<IconCalendarClock size={17} stroke={1.7} />}
            style={{ marginRight: 'auto' }}
            disabled={!isReady}
            onClick={() => onRepeat(makePlan())}
          >
            {t('schedules.repeatExport')}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={!isReady} data-autofocus>
          {t('table.export')}
        </Button>
      </div>
    </form>
  );
}
