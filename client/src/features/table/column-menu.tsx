import { Menu } from '@mantine/core';
import { type Column, hasDay, isNumber } from '@sheetport/contract';
import {
  IconArrowBarToLeft,
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowsHorizontal,
  IconArrowUp,
  IconChartBar,
  IconDecimal,
  IconEyeOff,
  IconLayoutRows,
  IconPin,
  IconPinnedOff,
} from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { MenuAnchor } from '../../ui/menu-anchor.tsx';
import type { ColumnDialog } from './column-dialogs.tsx';
import { fitColumn, groupRows, hideColumn, moveColumn, pinColumns, type TableState } from './table-state.ts';

const ICON = { size: 16, stroke: 1.7 };

/** What can be done with a column: the menu below its heading. */
export function ColumnMenu({
  shown,
  all,
  place,
  at,
  state,
  onChange,
  onDialog,
  onClose,
}: {
  /** Columns as they are shown, and all of the table. */
  shown: readonly Column[];
  all: readonly Column[];
  /** Place of the column among those that are shown. */
  place: number;
  /** Where its heading is. */
  at: DOMRect;
  state: TableState;
  onChange: (change: Partial<TableState>) => void;
  onDialog: (which: ColumnDialog['kind'], column: Column) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const column = shown[place];
  if (!column) return null;
  const label = t('table.columnMenu', { column: column.label });
  const { columns, sort } = state;
  const { pinned = 0 } = columns;
  const arrange = (next: TableState['columns']) => onChange({ columns: next });
  const isGroup = columns.groupBy === column.name;
  const isSorted = sort.some((one) => one.column === column.name);
  return (
    <Menu opened onClose={onClose} position="bottom-start" shadow="md" width={230} returnFocus floatingStrategy="fixed">
      <Menu.Target>
        <MenuAnchor at={at} width={at.width} aria-label={label} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>
        <Menu.Item
          leftSection={<IconArrowUp {...ICON} />}
          onClick={() => onChange({ sort: [{ column: column.name }] })}
        >
          {t('table.sortUp')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown {...ICON} />}
          onClick={() => onChange({ sort: [{ column: column.name, desc: true }] })}
        >
          {t('table.sortDown')}
        </Menu.Item>
        {isSorted && (
          <Menu.Item
            leftSection={<IconArrowBarToLeft {...ICON} />}
            onClick={() => onChange({ sort: sort.filter((one) => one.column !== column.name) })}
          >
            {t('table.sortNot')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconChartBar {...ICON} />} onClick={() => onDialog('profile', column)}>
          {t('figures.open')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLayoutRows {...ICON} />}
          onClick={() => arrange(groupRows(columns, isGroup ? undefined : column.name))}
        >
          {t(isGroup ? 'formats.groupNot' : 'formats.group')}
        </Menu.Item>
        {(isNumber(column.type) || hasDay(column.type) || column.type === 'time') && (
          <Menu.Item leftSection={<IconDecimal {...ICON} />} onClick={() => onDialog('format', column)}>
            {t('formats.open')}
          </Menu.Item>
        )}
        <Menu.Divider />
        {place >= pinned ? (
          <Menu.Item leftSection={<IconPin {...ICON} />} onClick={() => arrange(pinColumns(columns, place + 1))}>
            {t('table.pinTo')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconPinnedOff {...ICON} />} onClick={() => arrange(pinColumns(columns, place))}>
            {t('table.unpin')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconArrowLeft {...ICON} />}
          disabled={place === 0}
          onClick={() => arrange(moveColumn(all, columns, place, place - 1))}
        >
          {t('table.moveLeft')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowRight {...ICON} />}
          disabled={place === shown.length - 1}
          onClick={() => arrange(moveColumn(all, columns, place, place + 1))}
        >
          {t('table.moveRight')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowsHorizontal {...ICON} />}
          onClick={() => arrange(fitColumn(columns, column.name))}
        >
          {t('table.fitWidth')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconEyeOff {...ICON} />}
          disabled={shown.length === 1}
          onClick={() => arrange(hideColumn(columns, column.name, true))}
        >
          {t('table.hide')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
