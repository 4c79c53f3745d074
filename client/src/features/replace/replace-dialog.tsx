import { Button, Checkbox, Modal, MultiSelect, TextInput } from '@mantine/core';
import { type EditRequest, type Filter, isOver, type Job, type Table } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { editRows } from '../../api/edits.ts';
import { randomId } from '../../api/random-id.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError, formatJobError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { jobLink } from '../../ui/links.ts';
import { ReplacePreview } from './replace-preview.tsx';

const ALL: Filter = { and: [] };
/** Seconds that a preview is waited for, before one is sent to its job. */
const WAIT = 10;

/** Finds a text in the rows of a table, shows what would change, and replaces it. */
export function ReplaceDialog({
  table,
  filter,
  onClose,
}: {
  table: Table;
  filter: Filter | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('replace.title')} size="lg">
      <ReplaceForm table={table} filter={filter} onClose={onClose} />
    </Modal>
  );
}

function ReplaceForm({ table, filter, onClose }: { table: Table; filter: Filter | undefined; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { start, busy: starting, error: refused, forget } = useStartJob();
  const [find, setFind] = useState('');
  const [by, setBy] = useState('');
  const [columns, setColumns] = useState<string[]>([]);
  const [matchCase, setMatchCase] = useState(false);
  const [wholeCell, setWholeCell] = useState(false);
  const [preview, setPreview] = useState<Job | null>(null);
  const [looking, setLooking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const texts = table.columns.filter(({ type, generated }) => type === 'text' && !generated);
  /** What was previewed is no longer what is asked. */
  const change = (set: () => void) => {
    set();
    setPreview(null);
    setError(null);
    forget();
  };
  const request: EditRequest = {
    filter: filter ?? ALL,
    replace: { find, with: by, ...(columns.length > 0 && { columns }), matchCase, wholeCell },
  };
  const look = async (event: FormEvent) => {
    event.preventDefault();
    setLooking(true);
    setError(null);
    try {
      setPreview(await editRows(table.id, { ...request, dryRun: true }, randomId(), WAIT));
    } catch (error) {
      setError(error);
    } finally {
      setLooking(false);
    }
  };
  const cells = preview?.result?.cells ?? 0;
  const isReady = preview?.state === 'succeeded';
  return (
    <form className="stack" onSubmit={look}>
      {texts.length === 0 && <Note tone="warn">{t('replace.noTexts')}</Note>}
      <TextInput
        label={t('replace.find')}
        value={find}
        maxLength={10_000}
        data-autofocus
        onChange={(event) => change(() => setFind(event.target.value))}
      />
      <TextInput
        label={t('replace.with')}
        description={t('replace.withNothing')}
        value={by}
        maxLength={10_000}
        onChange={(event) => change(() => setBy(event.target.value))}
      />
      <MultiSelect
        label={t('replace.columns')}
        placeholder={columns.length === 0 ? t('replace.allColumns') : ''}
        data={texts.map(({ name, label }) => ({ value: name, label }))}
        value={columns}
        searchable
        onChange={(names) => change(() => setColumns(names))}
      />
      <div className="row wrap">
        <Checkbox
          label={t('replace.matchCase')}
          checked={matchCase}
          onChange={(event) => change(() => setMatchCase(event.target.checked))}
        />
        <Checkbox
          label={t('replace.wholeCell')}
          checked={wholeCell}
          onChange={(event) => change(() => setWholeCell(event.target.checked))}
        />
      </div>
      {filter && <p className="muted small">{t('replace.filtered')}</p>}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      {refused !== null && <Note tone="bad">{formatError(refused, t, i18n)}</Note>}
      {preview?.state === 'failed' && <Note tone="bad">{formatJobError(preview, t, i18n)}</Note>}
      {preview && !isOver(preview.state) && (
        <Note tone="plain" actions={<LinkButton {...jobLink(preview.id)}>{t('replace.seeJob')}</LinkButton>}>
          {t('replace.takesLong')}
        </Note>
      )}
      <div aria-live="polite">{isReady && <ReplacePreview table={table} job={preview} />}</div>
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        {isReady ? (
          <Button
            loading={starting}
            disabled={cells === 0}
            onClick={() => void start((intent) => editRows(table.id, request, intent))}
          >
            {t('replace.do', { count: cells })}
          </Button>
        ) : (
          <Button type="submit" loading={looking} disabled={find === '' || texts.length === 0}>
            {t('replace.preview')}
          </Button>
        )}
      </div>
    </form>
  );
}
