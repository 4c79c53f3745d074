import { MultiSelect, SegmentedControl } from '@mantine/core';
import type { KeyTables } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { foldersQuery, tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';

/** Null: all that the person sees. */
export type ChosenTables = KeyTables | null;

const FOLDER = 'folder ';

/** Asks which tables a key is for: all, or some tables and folders. */
export function KeyTablesField({ value, onChange }: { value: ChosenTables; onChange: (value: ChosenTables) => void }) {
  const { t } = useTranslation();
  const tables = useQuery(tablesQuery).data?.tables ?? [];
  const folders = useQuery(foldersQuery).data?.folders ?? [];
  if (tables.length + folders.length === 0) return null;
  const choose = (chosen: string[]) =>
    onChange({
      tableIds: chosen.filter((id) => !id.startsWith(FOLDER)),
      folderIds: chosen.flatMap((id) => (id.startsWith(FOLDER) ? [id.slice(FOLDER.length)] : [])),
    });
  return (
    <fieldset className="stack" style={{ border: 0, margin: 0, padding: 0, gap: 10 }}>
      <legend style={{ padding: '0 0 6px', fontWeight: 600 }}>{t('apiKeys.tables')}</legend>
      <SegmentedControl
        style={{ alignSelf: 'flex-start' }}
        aria-label={t('apiKeys.tables')}
        value={value ? 'some' : 'all'}
        data={[
          { value: 'all', label: t('apiKeys.allTables') },
          { value: 'some', label: t('apiKeys.someTables') },
        ]}
        onChange={(which) => onChange(which === 'some' ? { tableIds: [], folderIds: [] } : null)}
      />
      {value && (
        <MultiSelect
          aria-label={t('apiKeys.someTables')}
          description={t('apiKeys.someTablesText')}
          placeholder={t('apiKeys.chooseTables')}
          searchable
          value={[...value.folderIds.map((id) => FOLDER + id), ...value.tableIds]}
          data={[
            ...(folders.length > 0
              ? [
                  {
                    group: t('apiKeys.folders'),
                    items: folders.map(({ id, name }) => ({ value: FOLDER + id, label: name })),
                  },
                ]
              : []),
            {
              group: t('apiKeys.singleTables'),
              items: tables.map(({ id, name }) => ({ value: id, label: name })),
            },
          ]}
          onChange={choose}
        />
      )}
    </fieldset>
  );
}

/** What the tables of a key are called. One that is gone, or that the reader does not see, is counted only. */
export function useKeyTables(tables: ChosenTables): string | null {
  const { t, i18n } = useTranslation();
  const known = useQuery({ ...tablesQuery, enabled: tables !== null }).data?.tables ?? [];
  const folders = useQuery({ ...foldersQuery, enabled: tables !== null }).data?.folders ?? [];
  if (!tables) return null;
  const names = [
    ...tables.folderIds.map((id) => folders.find((one) => one.id === id)?.name),
    ...tables.tableIds.map((id) => known.find((one) => one.id === id)?.name),
  ];
  const seen = names.filter((name) => name !== undefined);
  const rest = names.length - seen.length;
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  return t('apiKeys.onlyTables', {
    names: list.format([...seen, ...(rest > 0 ? [t('apiKeys.otherTables', { count: rest })] : [])]),
  });
}
