import { ActionIcon, Button, Tooltip } from '@mantine/core';
import type { Sort, Table } from '@sheetport/contract';
import { IconPencil, IconUpload } from '@tabler/icons-react';
import { useMay } from '../../api/use-may.ts';
import { formatRowCount } from '../../i18n/format-row-count.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { ExportButton } from '../export/export-button.tsx';
import { TableBadges } from '../tables/table-badges.tsx';
import { useFileDrop } from '../upload/file-drop.tsx';
import css from './table.module.css';
import type { TableDialog } from './table-dialog.ts';
import { TableMenu } from './table-menu.tsx';
import type { TableState } from './table-state.ts';
import { toView } from './view-state.ts';

/** The name of a table, its size, and what people do with all of it. */
export function TableHead({
  table,
  sort,
  state,
  onDialog,
}: {
  table: Table;
  /** The order of the rows that are shown. */
  sort: Sort;
  state: TableState;
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
      <div className="row">
        {fileDrop.allowed && may('table.import', table) && (
          <Button
            leftSection={<IconUpload size={17} stroke={1.8} />}
            disabled={table.restriction !== undefined}
            onClick={() => fileDrop.pick(table.id)}
          >
            {t('table.import')}
          </Button>
        )}
        <ExportButton tableId={table.id} rows={formatRowCount(table, t)} view={toView(state, sort, table.columns)} />
        <TableMenu table={table} onDialog={onDialog} />
      </div>
    </div>
  );
}
