import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { MadeUploadLink, SavedMapping } from '@sheetport/contract';
import { IconFileImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { makeUploadLink, savedMappingsQuery } from '../../api/upload-links.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { runDraftOf, toRunOptions } from '../automation/run-draft.ts';
import { RunFields } from '../automation/run-fields.tsx';

const MB = 1024 * 1024;
const WEEK_MS = 7 * 86_400_000;
/** What becomes of headings that the mapping does not know. */
const POLICIES = ['table', 'refuse', 'ignore'] as const;
/** A name in a choice stays on one line. */
const SHOWN_HEADINGS = 4;

interface Props {
  tableId: string;
  onMade: (made: MadeUploadLink) => void;
  onBack: () => void;
}

/** Asks what a link takes, from when to when, and makes it. */
export function LinkForm(props: Props) {
  const { t } = useTranslation();
  const query = useQuery(savedMappingsQuery);
  if (query.isPending) return <LinesSkeleton lines={4} />;
  if (!query.data) return <QueryError query={query} />;
  const mappings = query.data.mappings.filter(
    ({ tableId, columns }) => tableId === props.tableId && columns.some(({ column }) => column !== null),
  );
  if (mappings.length > 0) return <Fields {...props} mappings={mappings} />;
  return (
    <Empty
      icon={<IconFileImport size={22} stroke={1.6} />}
      title={t('uploadLinks.noMapping')}
      text={t('uploadLinks.noMappingText')}
    >
      <Button variant="default" onClick={props.onBack}>
        {t('uploadLinks.back')}
      </Button>
    </Empty>
  );
}

function Fields({ tableId, mappings, onMade, onBack }: Props & { mappings: SavedMapping[] }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState('');
  const [message, setMessage] = useState('');
  const [mappingId, setMappingId] = useState(mappings[0]!.id);
  const [mode, setMode] = useState('insert');
  const [onReject, setOnReject] = useState('skip');
  const [day, setDay] = useState(() => dayOf(new Date(Date.now() + WEEK_MS)));
  const [maxFiles, setMaxFiles] = useState('20');
  const [maxMb, setMaxMb] = useState('10');
  const [newColumns, setNewColumns] = useState<(typeof POLICIES)[number]>('table');
  const [run, setRun] = useState(() => runDraftOf(undefined));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const mapping = mappings.find(({ id }) => id === mappingId) ?? mappings[0]!;
  const modes = mapping.key.length > 0 ? (['insert', 'upsert', 'update'] as const) : (['insert'] as const);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      onMade(
        await makeUploadLink(tableId, {
          mappingId,
          name: name.trim(),
          message: message.trim() || null,
          mode: modes.find((one) => one === mode) ?? 'insert',
          onReject: onReject === 'abort' ? 'abort' : 'skip',
          // The whole day, where the person is.
          expiresAt: new Date(`${day}T23:59:59`).toISOString(),
          newColumns,
          ...toRunOptions(run),
          maxFiles: Number(maxFiles),
          maxFileBytes: Math.max(1, Math.round(Number(maxMb) * MB)),
        }),
      );
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  const half = { flex: '1 1 150px' };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label={t('uploadLinks.name')}
        description={t('uploadLinks.nameText')}
        value={name}
        maxLength={120}
        required
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t('uploadLinks.message')}
        description={t('uploadLinks.messageText')}
        value={message}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('uploadLinks.mapping')}
        value={mappingId}
        data={mappings.map(({ id, fileName, columns }) => {
          const headings = columns.flatMap(({ heading, column }) => (column === null ? [] : [heading]));
          const shown = headings.slice(0, SHOWN_HEADINGS).join(', ') + (headings.length > SHOWN_HEADINGS ? ' …' : '');
          return { value: id, label: t('uploadLinks.mappingOf', { file: fileName, columns: shown }) };
        })}
        onChange={(event) => setMappingId(event.currentTarget.value)}
      />
      <div className="row wrap" style={{ alignItems: 'flex-start' }}>
        {modes.length > 1 && (
          <NativeSelect
            style={half}
            label={t('uploadLinks.mode')}
            value={mode}
            data={modes.map((value) => ({ value, label: t(`uploadLinks.${value}`) }))}
            onChange={(event) => setMode(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          style={half}
          label={t('uploadLinks.onReject')}
          value={onReject}
          data={(['skip', 'abort'] as const).map((value) => ({ value, label: t(`uploadLinks.${value}`) }))}
          onChange={(event) => setOnReject(event.currentTarget.value)}
        />
      </div>
      <div className="row wrap" style={{ alignItems: 'flex-start' }}>
        <TextInput
          style={half}
          type="date"
          label={t('uploadLinks.deadline')}
          value={day}
          min={dayOf(new Date())}
          required
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          style={half}
          type="number"
          label={t('uploadLinks.maxFiles')}
          value={maxFiles}
          min={1}
          max={1000}
          required
          onChange={(event) => setMaxFiles(event.currentTarget.value)}
        />
        <TextInput
          style={half}
          type="number"
          label={t('uploadLinks.maxMb')}
          value={maxMb}
          min={0.1}
          step="any"
          required
          onChange={(event) => setMaxMb(event.currentTarget.value)}
        />
      </div>
      <RunFields draft={run} onChange={(part) => setRun({ ...run, ...part })}>
        <NativeSelect
          label={t('feeds.newColumns')}
          value={newColumns}
          data={POLICIES.map((value) => ({ value, label: t(`uploadLinks.newColumns.${value}`) }))}
          onChange={({ currentTarget: { value } }) => setNewColumns(POLICIES.find((one) => one === value) ?? 'table')}
        />
      </RunFields>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onBack}>
          {t('uploadLinks.back')}
        </Button>
        <Button type="submit" loading={busy} disabled={name.trim() === ''}>
          {t('uploadLinks.make')}
        </Button>
      </div>
    </form>
  );
}

/** A day as the field of a date has it, where the person is. */
function dayOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
