import { Button, Checkbox, Popover } from '@mantine/core';
import type { Column } from '@sheetport/contract';
import { IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './table.module.css';
import { type ColumnArrangement, hideColumn, orderColumns, shownColumns } from './table-state.ts';

/** Which columns are shown. */
export function ColumnsButton({
  columns,
  arrangement,
  onChange,
}: {
  columns: readonly Column[];
  arrangement: ColumnArrangement;
  onChange: (arrangement: ColumnArrangement) => void;
}) {
  const { t } = useTranslation();
  const shown = new Set(shownColumns(columns, arrangement).map(({ name }) => name));
  const hidden = columns.length - shown.size;
  return (
    <Popover position="bottom-start" shadow="md" width={260} trapFocus>
      <Popover.Target>
        <Button variant={hidden > 0 ? 'light' : 'default'} leftSection={<IconColumns3 size={17} stroke={1.7} />}>
          {hidden > 0 ? t('table.columnsHidden', { count: hidden }) : t('table.columnsShown')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <fieldset className={css.columnList} aria-label={t('table.columnsShown')}>
          {orderColumns(columns, arrangement).map(({ name, label }) => (
            <Checkbox
              key={name}
              size="xs"
              label={label}
              checked={shown.has(name)}
              disabled={shown.size === 1 && shown.has(name)}
              onChange={(event) => onChange(hideColumn(arrangement, name, !event.currentTarget.checked))}
            />
          ))}
        </fieldset>
        <div className={css.columnListFoot}>
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={hidden === 0}
            onClick={() => onChange({ ...arrangement, hidden: [] })}
          >
            {t('table.showAll')}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            disabled={Object.keys(arrangement).length === 0}
            onClick={() => onChange({})}
          >
            {t('table.columnsReset')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
