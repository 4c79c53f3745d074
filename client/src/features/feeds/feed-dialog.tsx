import { Button, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import type { NewFeed } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { makeFeed, refreshFeeds } from '../../api/feeds.ts';
import { tablesQuery } from '../../api/queries.ts';
import { savedMappingsQuery } from '../../api/upload-links.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './feeds.module.css';

const POLICIES = ['refuse', 'ignore', 'extend'] as const;
const SHOWN_HEADINGS = 4;

/** Asks where files come from and what they are imported as. */
export function FeedDialog({ folders, onClose }: { folders: readonly string[]; onClose: () => void }) {
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
        <Fields folders={folders} mappings={mappings} onClose={onClose} />
      )}
    </Modal>
  );
}

type Mapping = NonNullable<Awaited<ReturnType<NonNullable<typeof savedMappingsQuery.queryFn>>>>['mappings'][number];

function Fields({
  folders,
  mappings,
  onClose,
}: {
  folders: readonly string[];
  mappings: readonly Mapping[];
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { data: list } = useQuery(tablesQuery);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'folder' | 'url'>(folders.length > 0 ? 'folder' : 'url');
  const [path, setPath] = useState(folders[0] ?? '');
  const [url, setUrl] = useState('');
  const [afterwards, setAfterwards] = useState<'leave' | 'move'>('move');
  const [mappingId, setMappingId] = useState(mappings[0]!.id);
  const [policy, setPolicy] = useState<(typeof POLICIES)[number]>('refuse');
  const [minutes, setMinutes] = useState('5');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const mapping = mappings.find(({ id }) => id === mappingId) ?? mappings[0]!;
  const tableName = (id: string) => list?.tables.find((table) => table.id === id)?.name ?? '…';
  const source: NewFeed['source'] =
    kind === 'folder' ? { kind, path: path.trim(), afterwards } : { kind, url: url.trim() };
  const isWhole = name.trim() !== '' && (kind === 'folder' ? path : url).trim() !== '' && Number(minutes) >= 1;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !isWhole) return;
    setBusy(true);
    setError(null);
    try {
      await makeFeed({
        name: name.trim(),
        source,
        tableId: mapping.tableId,
        mappingId: mapping.id,
        newColumns: policy,
        everyMinutes: Math.round(Number(minutes)),
      });
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
      {folders.length > 0 ? (
        <SegmentedControl
          aria-label={t('feeds.from')}
          value={kind}
          data={[
            { value: 'folder', label: t('feeds.folder') },
            { value: 'url', label: t('feeds.url') },
          ]}
          onChange={(value) => setKind(value === 'folder' ? 'folder' : 'url')}
        />
      ) : (
        <p className="muted small">{t('feeds.noFolders')}</p>
      )}
      {kind === 'folder' ? (
        <div className={css.fields}>
          <TextInput
            label={t('feeds.path')}
            description={t('feeds.pathText', { folders: folders.join(', ') })}
            value={path}
            required
            spellCheck={false}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('feeds.afterwards')}
            description={t('feeds.afterwardsText')}
            value={afterwards}
            data={(['move', 'leave'] as const).map((value) => ({ value, label: t(`feeds.after.${value}`) }))}
            onChange={(event) => setAfterwards(event.currentTarget.value === 'leave' ? 'leave' : 'move')}
          />
        </div>
      ) : (
        <TextInput
          type="url"
          label={t('feeds.address')}
          placeholder="https://example.com/orders.csv"
          value={url}
          required
          spellCheck={false}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
      )}
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
      <div className={css.fields}>
        <NativeSelect
          label={t('feeds.newColumns')}
          value={policy}
          data={POLICIES.map((value) => ({ value, label: t(`feeds.policy.${value}`) }))}
          onChange={({ currentTarget: { value } }) => setPolicy(POLICIES.find((one) => one === value) ?? 'refuse')}
        />
        <TextInput
          type="number"
          label={t('feeds.minutes')}
          value={minutes}
          min={1}
          max={10_080}
          required
          onChange={(event) => setMinutes(event.currentTarget.value)}
        />
      </div>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={!isWhole}>
          {t('feeds.make')}
        </Button>
      </div>
    </form>
  );
}
