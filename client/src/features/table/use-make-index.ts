import { notifications } from '@mantine/notifications';
import type { Table, TableIndexes } from '@sheetport/contract';
import { useState } from 'react';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { createIndex, getIndexes } from '../../api/rows.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';

const ASK_MS = 1000;

export interface MakeIndex {
  isBusy: boolean;
  /** The share of the work that is done. */
  progress: number;
  make(columns: string[]): void;
}

/** Makes an index of a table and follows it to its end; undefined for whoever may not. */
export function useMakeIndex(table: Table): MakeIndex | undefined {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const [progress, setProgress] = useState<number | null>(null);
  const find = ({ indexes }: TableIndexes, columns: readonly string[]) =>
    indexes.find((index) => columns.every((name, place) => index.columns[place] === name));
  const make = async (columns: string[]) => {
    setProgress(0);
    try {
      let index = find(await createIndex(table.id, columns), columns);
      while (index?.state === 'building') {
        setProgress(index.progress ?? 0);
        await new Promise((resolve) => setTimeout(resolve, ASK_MS));
        index = find(await getIndexes(table.id), columns);
      }
      const isMade = index?.state === 'ready';
      notifications.show({
        color: isMade ? 'gray' : 'red',
        message: t(isMade ? 'table.indexMade' : 'table.indexFailed'),
      });
      await queryClient.invalidateQueries({ queryKey: KEYS.rowsOf(table.id) });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
    } finally {
      setProgress(null);
    }
  };
  if (!may('table.change', table)) return undefined;
  return { isBusy: progress !== null, progress: progress ?? 0, make: (columns) => void make(columns) };
}
