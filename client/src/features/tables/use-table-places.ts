import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { foldersQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import type { TablePlaces } from './table-places.ts';

/** Where who is signed in may make a table. */
export function useTablePlaces(): TablePlaces {
  const may = useMay();
  const { data } = useQuery(foldersQuery);
  return useMemo(() => {
    const folders = (data?.folders ?? []).filter((folder) => may('folder.fill', folder));
    const mayStandAlone = may('table.create');
    return { mayCreate: mayStandAlone || folders.length > 0, mayStandAlone, folders };
  }, [data, may]);
}
