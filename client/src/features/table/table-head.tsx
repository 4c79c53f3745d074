import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import type { Filter, Sort, Table } from '@sheetport/contract';
import {
  IconCopy,
  IconCopyCheck,
  IconDots,
  IconEraser,
  IconFilter,
  IconFolder,
  IconListCheck,
  IconPencil,
  IconPlugX,
  IconReplace,
  IconTrash,
  IconUpload,
  IconUsers,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMay } from '../../api/use-may.ts';
import { formatRowCount } from '../../i18n/format-row-count.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { columnsLink } from '../../ui/links.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { ExportButton } from '../export/export-button.tsx';
import { TableBadges } from '../tables/table-badges.tsx';
import { useFileDrop } from '../upload/file-drop.tsx';
import { UploadLinksButton } from '../upload-links/upload-links-button.tsx';
import css from './table.module.css';

/** What is open above a table. */
export type TableDialog = 'rename' | 'history' | 'delete' | 'share' | 'move' | 'replace' | 'duplicates';

/** The name of a table, its size, and what can be done with it. */
export function TableHead({
  table,
  sort,
  filter,
  conditions,
  search,
  onSearch,
  filtering,
  columns,
  onFiltering,
  onDialog,
}: {
  table: Table;
  sort: Sort;
  filter: Filter | undefined;
  /** How many conditions the filter has. */
  conditions: number;
  /** Words that are looked for in all columns. */
  search: string;
  /** Null where the filter is none that can be changed here. */
  onSearch: ((words: string | undefined) => void) | null;
  /** Whether the filter is open. */
  filtering: boolean;
  /** The buttons of saved views, and of columns to show and hide. */
  columns: ReactNode;
  onFiltering: (open: boolean) => void;
  onDialog: (which: TableDialog) => void;
}) {
  const { t } = useTranslation();
  const fileDrop = useFileDrop();
  const may = useMay();
  return (
    <div className={css.head}>
      <div style={{ minWidth: 0 }}>
        <div className="row" style={{ gap: 4 }}>
          <h1 className="one-line" title={table.name}>
            {table.name}
          </h1>
          {may('table.change', table) && (
            <Tooltip label={t('table.rename')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('table.rename')}
                onClick={() => onDialog('rename')}
              >
                <IconPencil size={16} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
          <TableBadges table={table} />
        </div>
        <p className="muted small digits">
          {formatRowCount(table, t)} · {t('columns', { count: table.columns.length })}
        </p>
      </div>
      <div className="row wrap">
        {onSearch && (
          <SearchBox label={t('filter.search')} className={css.search} search={search} onSearch={onSearch} />
        )}
        <Button
          variant={conditions > 0 ? 'light' : 'default'}
          aria-expanded={filtering}
          leftSection={<IconFilter size={17} stroke={1.7} />}
          onClick={() => onFiltering(!filtering)}
        >
          {conditions > 0 ? t('filter.active', { count: conditions }) : t('filter.title')}
        </Button>
        {columns}
        <LinkButton {...columnsLink(table.id)} variant="default" leftSection={<IconListCheck size={17} stroke={1.7} />}>
          {t('rules.open')}
        </LinkButton>
        <ExportButton tableId={table.id} rows={formatRowCount(table, t)} filter={filter} sort={sort} />
        {fileDrop.allowed && may('table.import', table) && (
          <Button
            leftSection={<IconUpload size={17} stroke={1.8} />}
            disabled={table.restriction !== undefined}
            onClick={() => fileDrop.pick(table.id)}
          >
            {t('table.import')}
          </Button>
        )}
        {may('link.see', table) && <UploadLinksButton table={table} />}
        {may('table.share', table) && (
          <Button
            variant="default"
            leftSection={<IconUsers size={17} stroke={1.7} />}
            onClick={() => onDialog('share')}
          >
            {t('sharing.button')}
          </Button>
        )}
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('table.more')}>
              <IconDots size={17} stroke={1.8} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconCopy size={16} stroke={1.7} />}
              onClick={() => void navigator.clipboard?.writeText(table.qualifiedName)}
            >
              {t('table.physical', { name: table.qualifiedName })}
            </Menu.Item>
            {may('table.import', table) && table.restriction === undefined && (
              <Menu.Item leftSection={<IconReplace size={16} stroke={1.7} />} onClick={() => onDialog('replace')}>
                {t('replace.open')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconCopyCheck size={16} stroke={1.7} />} onClick={() => onDialog('duplicates')}>
              {t('findDuplicates.open')}
            </Menu.Item>
            {may('table.change', table) && (
              <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={() => onDialog('rename')}>
                {t('table.rename')}
              </Menu.Item>
            )}
            {may('table.move', table) && (
              <Menu.Item leftSection={<IconFolder size={16} stroke={1.7} />} onClick={() => onDialog('move')}>
                {t('folders.move')}
              </Menu.Item>
            )}
            {may('deletion.run') && (
              <Menu.Item leftSection={<IconEraser size={16} stroke={1.7} />} onClick={() => onDialog('history')}>
                {t('deletion.tableButton')}
              </Menu.Item>
            )}
            {may('table.delete', table) && (!table.attached || may('table.attach')) && (
              <>
                <Menu.Divider />
                <Menu.Item
                  {...(table.attached ? {} : { c: 'var(--bad)' })}
                  leftSection={
                    table.attached ? <IconPlugX size={16} stroke={1.7} /> : <IconTrash size={16} stroke={1.7} />
                  }
                  onClick={() => onDialog('delete')}
                >
                  {t(table.attached ? 'detach.button' : 'table.delete')}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
