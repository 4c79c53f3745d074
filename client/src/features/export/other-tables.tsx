import { MultiSelect } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../../api/queries.ts';

/** One export holds so many tables. */
const MOST_OTHERS = 49;

/** Tables beside the one that is exported. */
export function OtherTables({
  table,
  label,
  description,
  chosen,
  onChange,
}: {
  table: Table;
  label: string;
  description?: string;
  /** Ids. */
  chosen: string[];
  onChange: (chosen: string[]) => void;
}) {
  const { data } = useQuery(tablesQuery);
  const others = (data?.tables ?? []).filter(({ id }) => id !== table.id);
  if (others.length === 0) return null;
  return (
    <MultiSelect
      label={label}
      description={description}
      data={others.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen}
      maxValues={MOST_OTHERS}
      searchable
      clearable
      onChange={onChange}
    />
  );
}
