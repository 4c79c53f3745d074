import { Button, TextInput } from '@mantine/core';
import { IconFolderPlus, IconPlugConnected, IconPlus, IconSearch, IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { foldersQuery, tablesQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { plainName } from '../../ui/plain-name.ts';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useSlashFocus } from '../../ui/slash-focus.ts';
import { useTitle } from '../../ui/title.ts';
import { FolderNameDialog } from '../sharing/folder-dialog.tsx';
import { FolderMenu } from '../sharing/folder-menu.tsx';
import { useFileDrop } from '../upload/file-drop.tsx';
import { AttachDialog } from './attach-dialog.tsx';
import { groupTables } from './group-tables.ts';
import { NewTableDialog } from './new-table-dialog.tsx';
import { TableGroups } from './table-groups.tsx';
import { useTablePlaces } from './use-table-places.ts';

export function TablesScreen() {
  const { t } = useTranslation();
  const fileDrop = useFileDrop();
  const may = useMay();
  const [search, setSearch] = useState('');
  const [dialog, setDialog] = useState<'new' | 'attach' | 'folder' | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const query = useQuery(tablesQuery);
  const folderQuery = useQuery(foldersQuery);
  useSlashFocus(box);
  useTitle(t('tables.title'));
  const { mayCreate } = useTablePlaces();
  if (query.error && !query.data) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  const all = query.data?.tables ?? [];
  const wanted = plainName(search);
  const tables = all.filter((table) => plainName(table.name).includes(wanted));
  // While somebody searches, folders without a find are in the way.
  const groups = groupTables(tables, folderQuery.data?.folders ?? [], wanted === '');
  return (
    <div className="page">
      <div className="row between wrap">
        <h1>{t('tables.title')}</h1>
        <div className="row wrap">
          {all.length > 0 && (
            <TextInput
              ref={box}
              size="xs"
              w={200}
              aria-label={t('tables.search')}
              aria-keyshortcuts="/"
              placeholder={t('tables.search')}
              leftSection={<IconSearch size={15} stroke={1.8} />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              onKeyDown={(event) => event.key === 'Escape' && setSearch('')}
            />
          )}
          {may('table.attach') && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlugConnected size={15} stroke={1.8} />}
              onClick={() => setDialog('attach')}
            >
              {t('attach.button')}
            </Button>
          )}
          {may('folder.create') && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconFolderPlus size={15} stroke={1.8} />}
              onClick={() => setDialog('folder')}
            >
              {t('folders.new')}
            </Button>
          )}
          {mayCreate && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={15} stroke={2} />}
              onClick={() => setDialog('new')}
            >
              {t('tables.new')}
            </Button>
          )}
        </div>
      </div>
      {query.isPending || folderQuery.isPending ? (
        <LinesSkeleton lines={6} />
      ) : groups.length > 0 ? (
        <TableGroups
          groups={groups}
          label={t('tables.title')}
          actions={(folder, isEmpty) => <FolderMenu folder={folder} isEmpty={isEmpty} />}
        />
      ) : (
        <div className="panel">
          {all.length > 0 ? (
            <Empty title={t('tables.noneFit', { search })}>
              <Button variant="default" onClick={() => setSearch('')}>
                {t('action.clear')}
              </Button>
            </Empty>
          ) : (
            <Empty icon={<IconTable size={22} stroke={1.6} />} title={t('tables.none')} text={t('tables.noneText')}>
              {fileDrop.allowed && <Button onClick={() => fileDrop.pick()}>{t('tables.import')}</Button>}
              {mayCreate && (
                <Button variant="default" onClick={() => setDialog('new')}>
                  {t('tables.new')}
                </Button>
              )}
              {may('table.attach') && (
                <Button variant="default" onClick={() => setDialog('attach')}>
                  {t('attach.button')}
                </Button>
              )}
            </Empty>
          )}
        </div>
      )}
      <NewTableDialog opened={dialog === 'new'} onClose={() => setDialog(null)} />
      {dialog === 'folder' && <FolderNameDialog folder={null} onClose={() => setDialog(null)} />}
      <AttachDialog opened={dialog === 'attach'} onClose={() => setDialog(null)} />
    </div>
  );
}
