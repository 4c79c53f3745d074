import { MultiSelect, NativeSelect } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { ExportChoice } from './export-choice.ts';

/** One export holds so many tables. */
const MOST_OTHERS = 49;

/** What makes several sheets, or files, of one export: the values of a column, or other tables. */
export function SeveralFields({
  table,
  choice,
  onChange,
}: {
  table: Table;
  choice: ExportChoice;
  onChange: (choice: Partial<ExportChoice>) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery(tablesQuery);
  const others = (data?.tables ?? []).filter(({ id }) => id !== table.id);
  const isZip = choice.format === 'zip';
  return (
    <>
      <NativeSelect
        label={t(isZip ? 'exports.fileForEach' : 'exports.groupBy')}
        value={choice.groupBy ?? ''}
        disabled={choice.others.length > 0}
        onChange={(event) => onChange({ groupBy: event.currentTarget.value || null })}
        data={[
          { value: '', label: t(isZip ? 'exports.oneFile' : 'exports.oneSheet') },
          ...table.columns.map(({ name, label }) => ({ value: name, label })),
        ]}
      />
      {others.length > 0 && choice.groupBy === null && (
        <MultiSelect
          label={t(isZip ? 'exports.otherFiles' : 'exports.others')}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          value={choice.others}
          maxValues={MOST_OTHERS}
          searchable
          clearable
          onChange={(value) => onChange({ others: value })}
        />
      )}
    </>
  );
}
