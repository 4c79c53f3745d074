import { ActionIcon, Menu } from '@mantine/core';
import type { Folder } from '@sheetport/contract';
import { IconDots, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { DeleteFolderDialog, FolderNameDialog } from './folder-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';

/** What an owner of a folder can do with it. Nothing is shown to others. */
export function FolderMenu({ folder, isEmpty }: { folder: Folder; isEmpty: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const [dialog, setDialog] = useState<'share' | 'rename' | 'delete' | null>(null);
  const close = () => setDialog(null);
  if (!may('folder.share', folder)) return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('folders.more', { name: folder.name })}>
            <IconDots size={17} stroke={1.8} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUsers size={16} stroke={1.7} />} onClick={() => setDialog('share')}>
            {t('sharing.button')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={() => setDialog('rename')}>
            {t('folders.rename')}
          </Menu.Item>
          <Menu.Item
            disabled={!isEmpty}
            title={isEmpty ? undefined : t('folders.deleteFull')}
            leftSection={<IconTrash size={16} stroke={1.7} />}
            onClick={() => setDialog('delete')}
          >
            {t('folders.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'share' && (
        <ShareDialog target={{ kind: 'folder', id: folder.id, name: folder.name }} onClose={close} />
      )}
      {dialog === 'rename' && <FolderNameDialog folder={folder} onClose={close} />}
      {dialog === 'delete' && <DeleteFolderDialog folder={folder} onClose={close} />}
    </>
  );
}
