import { Modal, NativeSelect, TextInput } from '@mantine/core';
import type { FeedToken } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { makeFeed, makeFeedToken, refreshFeeds } from '../../api/feeds.ts';
import { tablesQuery } from '../../api/queries.ts';
import { savedMappingsQuery } from '../../api/upload-links.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './feeds.module.css';
import { isSheetsWhole, type SheetsDraft, SheetsField, toSheets } from './sheets-field.tsx';
import { isSourceWhole, newSource, type SourceDraft, toSource } from './source-draft.ts';
import { SourceFields } from './source-fields.tsx';

const POLICIES = ['refuse', 'ignore', 'extend'] as const;
const SHOWN_HEADINGS = 4;

/** Asks where files come from and what they are imported as. */
export function FeedDialog({
  folders,
  onToken,
  onClose,
}: {
  folders: readonly string[];
  /** Of a feed to which others send files. */
  onToken: (name: string, made: FeedToken) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(savedMappingsQuery);
  const mappings = (query.data?.mappings ?? []).filter(({ columns }) => columns.some(({ column }) => column !== null));
  return (
    <Modal opened onClose={onClose} title={t('feeds.makeTitle')} size="lg">
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : !query.data ? (
        <QueryError query={query} />
      ) : mappings.length === 0 ? (
        <Note tone="plain" title={t('uploadLinks.noMapping')}>
          {t('uploadLinks.noMappingText')}
        </Note>
      ) : (
        <Fields folders={folders} mappings={mappings} onToken={onToken} onClose={onClose} />
      )}
    </Modal>
  );
}

type Mapping = NonNullable<Awaited<ReturnType<NonNullable<typeof savedMappingsQuery.queryFn>>>>['mappings'][number];

function Fields({
  folders,
  mappings,
  onToken,
  onClose,
}: {
  folders: readonly string[];
  mappings: readonly Mapping[];
  onToken: (name: string, made: FeedToken) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data: list } = useQuery(tablesQuery);
  const [name, setName] = useState('');
  const [source, setSource] = useState<SourceDraft>(() => newSource(folders));
  const [mappingId, setMappingId] = useState(mappings[0]!.id);
  const [policy, setPolicy] = useState<(typeof POLICIES)[number]>('refuse');
  const [sheets, setSheets] = useState<SheetsDraft>({ which: 'first', names: '' });
  const [minutes, setMinutes] = useState('5');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const mapping = mappings.find(({ id }) => id === mappingId) ?? mappings[0]!;
  const tableName = (id: string) => list?.tables.find((table) => table.id === id)?.name ?? '…';
  const isWhole =
    name.trim() !== '' && isSourceWhole(source) && isSheetsWhole(sheets) && minutes !== '' && Number(minutes) >= 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !isWhole) return;
    setBusy(true);
    setError(null);
    try {
      const feed = await makeFeed({
        name: name.trim(),
        ...toSource(source),
        tableId: mapping.tableId,
        mappingId: mapping.id,
        newColumns: policy,
        sheets: toSheets(sheets),
        everyMinutes: Math.round(Number(minutes)),
      });
      if (feed.source.kind === 'inbound') onToken(feed.name, await makeFeedToken(feed.id));
      await refreshFeeds();
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label={t('feeds.name')}
        placeholder={t('feeds.namePlaceholder')}
        value={name}
        maxLength={120}
        required
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SourceFields folders={folders} draft={source} error={error} onChange={setSource} />
      <NativeSelect
        label={t('feeds.mapping')}
        description={t('feeds.mappingText')}
        value={mappingId}
        data={mappings.map(({ id, tableId, columns }) => {
          const headings = columns.flatMap(({ heading, column }) => (column === null ? [] : [heading]));
          const more = headings.length > SHOWN_HEADINGS ? ' …' : '';
          return { value: id, label: `${tableName(tableId)}: ${headings.slice(0, SHOWN_HEADINGS).join(', ')}${more}` };
        })}
        onChange={(event) => setMappingId(event.currentTarget.value)}
      />
      <SheetsField draft={sheets} onChange={setSheets} />
      <div className={css.fields}>
        <NativeSelect
          label={t('feeds.newColumns')}
          value={policy}
          data={POLICIES.map((value) => ({ value, label: t(`feeds.policy.${value}`) }))}
          onChange={({ currentTarget: { value } }) => setPolicy(POLICIES.find((one) => one === value) ?? 'refuse')}
        />
        {source.kind !== 'inbound' && (
          <TextInput
            type="number"
            label={t('feeds.minutes')}
            value={minutes}
            description={t('feeds.minutesText')}
            inputWrapperOrder={['label', 'input', 'description']}
            min={0}
            max={10_080}
            required
            onChange={(event) => setMinutes(event.currentTarget.value)}
          />
        )}
      </div>
      <FormEnd label={t('feeds.make')} error={error} busy={busy} disabled={!isWhole} onCancel={onClose} />
    </form>
  );
}
