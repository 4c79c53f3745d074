import { NativeSelect, TextInput } from '@mantine/core';
import type { Feed } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../../api/queries.ts';
import type { savedMappingsQuery } from '../../api/upload-links.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { mappedHeadings, shortenHeadings } from '../automation/mapping-headings.ts';
import { RetriesField, RunFields } from '../automation/run-fields.tsx';
import { type FeedDraft, isSecretKept } from './feed-draft.ts';
import css from './feeds.module.css';
import { SheetsField } from './sheets-field.tsx';
import { SourceFields } from './source-fields.tsx';

const POLICIES = ['table', 'refuse', 'ignore', 'extend'] as const;

export type FeedMapping = NonNullable<
  Awaited<ReturnType<NonNullable<typeof savedMappingsQuery.queryFn>>>
>['mappings'][number];

/** What a feed is called, where its files come from, and how they are imported. */
export function FeedFields({
  feed,
  folders,
  mappings,
  draft,
  error,
  onChange,
}: {
  /** The one that changes. */
  feed: Feed | undefined;
  folders: readonly string[];
  mappings: readonly FeedMapping[];
  draft: FeedDraft;
  error: unknown;
  onChange: (draft: FeedDraft) => void;
}) {
  const { t } = useTranslation();
  const { data: list } = useQuery(tablesQuery);
  const { name, source, mappingId, policy, sheets, minutes, run, retries } = draft;
  const tableId = feed?.tableId ?? mappings.find(({ id }) => id === mappingId)?.tableId;
  const ofTable = list?.tables.find((table) => table.id === tableId)?.newColumns ?? 'refuse';
  const change = (part: Partial<FeedDraft>) => onChange({ ...draft, ...part });
  const tableName = (id: string) => list?.tables.find((table) => table.id === id)?.name ?? '…';
  const choices = mappings.map(({ id, tableId, columns }) => {
    return { value: id, label: `${tableName(tableId)}: ${shortenHeadings(mappedHeadings({ columns }))}` };
  });
  const kept = feed && { value: '', label: t('feeds.mappingKept', { headings: shortenHeadings(feed.headings) }) };
  return (
    <>
      <TextInput
        label={t('feeds.name')}
        placeholder={t('feeds.namePlaceholder')}
        value={name}
        maxLength={120}
        required
        data-autofocus
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <SourceFields
        folders={folders}
        draft={source}
        isWorkbook={sheets.which !== 'first'}
        isKindFixed={feed !== undefined}
        isSecretKept={isSecretKept(draft, feed)}
        error={error}
        onChange={(source) => change({ source })}
      />
      <NativeSelect
        label={t('feeds.mapping')}
        description={t(feed ? 'feeds.mappingKeptText' : 'feeds.mappingText')}
        value={mappingId}
        data={kept ? [kept, ...choices] : choices}
        onChange={(event) => change({ mappingId: event.currentTarget.value })}
      />
      <SheetsField draft={sheets} onChange={(sheets) => change({ sheets })} />
      <div className={css.fields}>
        <NativeSelect
          label={t('feeds.newColumns')}
          value={policy}
          data={POLICIES.map((value) => ({
            value,
            label:
              value === 'table'
                ? t('feeds.asTable', { policy: t(`feeds.policy.${ofTable}`) })
                : t(`feeds.policy.${value}`),
          }))}
          onChange={({ currentTarget: { value } }) =>
            change({ policy: POLICIES.find((one) => one === value) ?? 'table' })
          }
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
            onChange={(event) => change({ minutes: event.currentTarget.value })}
          />
        )}
      </div>
      <RunFields draft={run} onChange={(part) => change({ run: { ...run, ...part } })}>
        <RetriesField value={retries} onChange={(retries) => change({ retries })} />
      </RunFields>
    </>
  );
}
