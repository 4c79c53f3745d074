import { ActionIcon, Menu } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import {
  IconBolt,
  IconCopy,
  IconCopyCheck,
  IconDots,
  IconEraser,
  IconFolder,
  IconFolderDown,
  IconLink,
  IconListCheck,
  IconPencil,
  IconPlugX,
  IconReplace,
  IconTrash,
  IconUsers,
} from '@tabler/icons-react';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { linkTo } from '../../routing/link.tsx';
import { columnsLink } from '../../ui/links.ts';
import type { TableDialog } from './table-dialog.ts';

const ICON = { size: 16, stroke: 1.7 };

/** What is done with a table now and then. */
export function TableMenu({ table, onDialog }: { table: Table; onDialog: (which: TableDialog) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Menu position="bottom-end" shadow="md" width={270}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('table.more')}>
          <IconDots size={17} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" leftSection={<IconListCheck {...ICON} />} {...linkTo(columnsLink(table.id))}>
          {t('rules.open')}
        </Menu.Item>
        {may('table.import', table) && table.restriction === undefined && (
          <Menu.Item leftSection={<IconReplace {...ICON} />} onClick={() => onDialog('replace')}>
            {t('replace.open')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconCopyCheck {...ICON} />} onClick={() => onDialog('duplicates')}>
          {t('findDuplicates.open')}
        </Menu.Item>
        {may('table.change', table) && (
          <Menu.Item leftSection={<IconBolt {...ICON} />} onClick={() => onDialog('searchIndex')}>
            {t('searchIndex.open')}
          </Menu.Item>
        )}
        <Menu.Divider />
        {may('table.share', table) && (
          <Menu.Item leftSection={<IconUsers {...ICON} />} onClick={() => onDialog('share')}>
            {t('sharing.button')}
          </Menu.Item>
        )}
        {may('link.see', table) && (
          <Menu.Item leftSection={<IconLink {...ICON} />} onClick={() => onDialog('uploadLinks')}>
            {t('uploadLinks.button')}
          </Menu.Item>
        )}
        {may('table.change', table) && (
          <Menu.Item leftSection={<IconFolderDown {...ICON} />} onClick={() => onDialog('importRules')}>
            {t('runs.tableButton')}
          </Menu.Item>
        )}
        {may('table.change', table) && (
          <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={() => onDialog('rename')}>
            {t('table.rename')}
          </Menu.Item>
        )}
        {may('table.move', table) && (
          <Menu.Item leftSection={<IconFolder {...ICON} />} onClick={() => onDialog('move')}>
            {t('folders.move')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconCopy {...ICON} />}
          onClick={() => void navigator.clipboard?.writeText(table.qualifiedName)}
        >
          {t('table.physical', { name: table.qualifiedName })}
        </Menu.Item>
        {may('deletion.run') && (
          <Menu.Item leftSection={<IconEraser {...ICON} />} onClick={() => onDialog('history')}>
            {t('deletion.tableButton')}
          </Menu.Item>
        )}
        {may('table.delete', table) && (!table.attached || may('table.attach')) && (
          <>
            <Menu.Divider />
            <Menu.Item
              {...(table.attached ? {} : { c: 'var(--bad)' })}
              leftSection={table.attached ? <IconPlugX {...ICON} /> : <IconTrash {...ICON} />}
              onClick={() => onDialog('delete')}
            >
              {t(table.attached ? 'detach.button' : 'table.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
