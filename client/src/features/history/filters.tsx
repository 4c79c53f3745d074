import { Button, NativeSelect, Select } from '@mantine/core';
import { JobKind, JobState, type JobsFilter } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { DayBox } from '../../ui/day-box.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { useNames } from '../../ui/use-names.ts';
import css from './history.module.css';

/** What the list is about. Everything chosen stands in the address, so that it can be kept and sent. */
export function Filters({
  filter,
  people,
  onChange,
}: {
  filter: JobsFilter;
  /** The ids of who has asked for jobs, as far as the list knows. */
  people: readonly string[];
  onChange: (fields: JobsFilter) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery(tablesQuery);
  const tables = data?.tables ?? [];
  const nameOf = useNames();
  return (
    <search className={css.filters}>
      <SearchBox
        label={t('history.search')}
        className={css.search}
        search={filter.search ?? ''}
        onSearch={(search) => onChange({ search })}
      />
      <NativeSelect
        aria-label={t('jobList.kind')}
        size="xs"
        value={filter.kind ?? ''}
        onChange={(event) => onChange({ kind: JobKind.safeParse(event.currentTarget.value).data })}
        data={[
          { value: '', label: t('jobList.anyKind') },
          ...JobKind.options.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
        ]}
      />
      <NativeSelect
        aria-label={t('jobList.state')}
        size="xs"
        value={filter.state ?? ''}
        onChange={(event) => onChange({ state: JobState.safeParse(event.currentTarget.value).data })}
        data={[
          { value: '', label: t('jobList.anyState') },
          ...JobState.options.map((state) => ({ value: state, label: t(`state.${state}`) })),
        ]}
      />
      {(tables.length > 0 || filter.tableId) && (
        <Select
          aria-label={t('history.table')}
          size="xs"
          className={css.table ?? ''}
          placeholder={t('history.tableAny')}
          value={filter.tableId ?? null}
          onChange={(tableId) => onChange({ tableId: tableId ?? undefined })}
          data={tables.map((table) => ({ value: table.id, label: table.name }))}
          searchable
          clearable
          nothingFoundMessage={t('import.noTables')}
        />
      )}
      {people.length > 1 && (
        <NativeSelect
          aria-label={t('history.who')}
          size="xs"
          value={filter.createdBy ?? ''}
          onChange={(event) => onChange({ createdBy: event.currentTarget.value || undefined })}
          data={[{ value: '', label: t('history.whoAny') }, ...people.map((id) => ({ value: id, label: nameOf(id) }))]}
        />
      )}
      <DayBox label={t('history.from')} day={filter.from} most={filter.to} onDay={(from) => onChange({ from })} />
      <DayBox label={t('history.to')} day={filter.to} least={filter.from} onDay={(to) => onChange({ to })} />
      {Object.keys(filter).length > 0 && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => onChange(Object.fromEntries(Object.keys(filter).map((name) => [name, undefined])))}
        >
          {t('history.clear')}
        </Button>
      )}
    </search>
  );
}
