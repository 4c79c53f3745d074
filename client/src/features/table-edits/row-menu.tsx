import { Menu } from '@mantine/core';
import { IconCopy, IconPlus, IconRowInsertBottom, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type Range, rowsIn } from '../../ui/grid/grid-range.ts';
import { MenuAnchor } from '../../ui/menu-anchor.tsx';
import { DeleteRowsDialog } from './delete-rows-dialog.tsx';
import css from './edits-bar.module.css';
import { MOST_AT_ONCE, type TableEdits } from './use-table-edits.ts';

const ICON = { size: 16, stroke: 1.7 };

/** What can be done with the selected rows: the menu of the other mouse button, and of the menu key. */
export function RowMenu({
  at,
  range,
  edits,
  onCopy,
  onClose,
}: {
  /** Where it opens. */
  at: DOMRect;
  /** Rows of the table that are selected. */
  range: Range;
  edits: TableEdits;
  onCopy: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [isDeleting, setDeleting] = useState(false);
  const count = rowsIn(range);
  if (isDeleting)
    return (
      <DeleteRowsDialog
        count={count}
        opened
        onClose={onClose}
        onDelete={() => {
          onClose();
          void edits.deleteRows(range);
        }}
      />
    );
  const mayEdit = edits.editing !== undefined && !edits.draft;
  return (
    <Menu
      opened
      onClose={onClose}
      closeOnItemClick={false}
      position="bottom-start"
      shadow="md"
      width={230}
      returnFocus
      floatingStrategy="fixed"
    >
      <Menu.Target>
        <MenuAnchor at={at} width={1} aria-label={t('edits.rowMenu')} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('edits.rowMenu')}>
        <Menu.Item
          leftSection={<IconCopy {...ICON} />}
          rightSection={<kbd className={`${css.shortcut} small`}>Ctrl C</kbd>}
          onClick={() => {
            onClose();
            onCopy();
          }}
        >
          {t('edits.copy')}
        </Menu.Item>
        {mayEdit && (
          <>
            <Menu.Item
              leftSection={<IconPlus {...ICON} />}
              onClick={() => {
                onClose();
                edits.addRow();
              }}
            >
              {t('edits.addRow')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconRowInsertBottom {...ICON} />}
              disabled={count !== 1}
              onClick={() => {
                onClose();
                edits.duplicateRow(range.top);
              }}
            >
              {t('edits.duplicateRow')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              c="var(--bad)"
              leftSection={<IconTrash {...ICON} />}
              disabled={edits.isBusy || count > MOST_AT_ONCE}
              onClick={() => setDeleting(true)}
            >
              {t('edits.deleteRows', { count })}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
