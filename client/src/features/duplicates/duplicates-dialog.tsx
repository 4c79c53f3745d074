import { Button, Checkbox, Modal, MultiSelect, Select } from '@mantine/core';
import type { Filter, Table } from '@sheetport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { editRows, getDuplicates } from '../../api/edits.ts';
import { useMay } from '../../api/use-may.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { DuplicateGroupCard } from './duplicate-group.tsx';
import css from './duplicates.module.css';

type Keep = 'first' | 'last' | 'fullest';
interface Asked {
  columns: string[];
  ignoreCase: boolean;
  ignoreAccents: boolean;
  ignoreSpaces: boolean;
}

/** Finds rows of a table that are alike, and merges them: one group by itself, or all of them. */
export function DuplicatesDialog({
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
    <Modal opened onClose={onClose} title={t('findDuplicates.title')} size="xl">
      <Search table={table} filter={filter} />
    </Modal>
  );
}

function Search({ table, filter }: { table: Table; filter: Filter | undefined }) {
  const { t } = useTranslation();
  const [columns, setColumns] = useState<string[]>([]);
  const [ignores, setIgnores] = useState({ ignoreCase: true, ignoreAccents: false, ignoreSpaces: true });
  const [asked, setAsked] = useState<Asked | null>(null);
  const search = (event: FormEvent) => {
    event.preventDefault();
    setAsked({ columns, ...ignores });
  };
  const toggle = (name: keyof typeof ignores) => (
    <Checkbox
      label={t(`findDuplicates.${name}`)}
      checked={ignores[name]}
      onChange={(event) => setIgnores({ ...ignores, [name]: event.target.checked })}
    />
  );
  return (
    <div className="stack">
      <form className="stack" onSubmit={search}>
        <MultiSelect
          label={t('findDuplicates.columns')}
          description={t('findDuplicates.columnsText')}
          data={table.columns.map(({ name, label }) => ({ value: name, label }))}
          value={columns}
          maxValues={32}
          searchable
          data-autofocus
          openOnFocus={false}
          onChange={setColumns}
        />
        <div className="row wrap">
          {toggle('ignoreCase')}
          {toggle('ignoreAccents')}
          {toggle('ignoreSpaces')}
        </div>
        {filter && <p className="muted small">{t('replace.filtered')}</p>}
        <div className="row">
          <Button type="submit" disabled={columns.length === 0}>
            {t('findDuplicates.find')}
          </Button>
        </div>
      </form>
      {asked && <Found key={JSON.stringify(asked)} table={table} filter={filter} asked={asked} />}
    </div>
  );
}

function Found({ table, filter, asked }: { table: Table; filter: Filter | undefined; asked: Asked }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { start, busy, error: refused } = useStartJob();
  const [keep, setKeep] = useState<Keep>('first');
  const [fill, setFill] = useState(true);
  const [merged, setMerged] = useState<ReadonlySet<string>>(new Set());
  const found = useInfiniteQuery({
    queryKey: ['duplicates', table.id, filter ?? null, asked],
    queryFn: ({ signal, pageParam }) =>
      getDuplicates(
        table.id,
        { ...asked, ...(filter && { filter }), ...(pageParam && { after: pageParam }) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (found.error) return <Note tone="bad">{formatError(found.error, t, i18n)}</Note>;
  if (!found.data) return <p className="muted">{t('findDuplicates.searching')}</p>;
  const { total } = found.data.pages[0]!;
  if (total.groups === 0) return <Note tone="good">{t('findDuplicates.none')}</Note>;
  const groups = found.data.pages.flatMap((page) => page.groups);
  const canMerge = may('table.import', table) && table.restriction === undefined;
  return (
    <div className="stack" aria-live="polite">
      <p>
        {t('findDuplicates.groups', { count: total.groups })} · {t('findDuplicates.extra', { count: total.rows })}
      </p>
      {canMerge && (
        <div className={`${css.merge} row wrap`}>
          <Select
            label={t('findDuplicates.keep')}
            data={(['first', 'last', 'fullest'] as const).map((value) => ({
              value,
              label: t(`findDuplicates.keep_${value}`),
            }))}
            value={keep}
            allowDeselect={false}
            onChange={(value) => setKeep(value as Keep)}
          />
          <Checkbox
            label={t('findDuplicates.fill')}
            checked={fill}
            onChange={(event) => setFill(event.target.checked)}
          />
          <Button
            loading={busy}
            onClick={() =>
              void start(
                (intent) =>
                  editRows(table.id, { filter: filter ?? { and: [] }, merge: { ...asked, keep, fill } }, intent),
                JSON.stringify([asked, keep, fill]),
              )
            }
          >
            {t('findDuplicates.mergeAll', { count: total.groups })}
          </Button>
        </div>
      )}
      {refused !== null && <Note tone="bad">{formatError(refused, t, i18n)}</Note>}
      <ol className={css.groups}>
        {groups.map((group) => (
          <DuplicateGroupCard
            key={group.ids[0]}
            table={table}
            group={group}
            isMerged={merged.has(group.ids[0]!)}
            canMerge={canMerge}
            fill={fill}
            compared={asked.columns}
            onMerged={() => setMerged(new Set([...merged, group.ids[0]!]))}
          />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('findDuplicates.more')}
        </Button>
      )}
    </div>
  );
}
