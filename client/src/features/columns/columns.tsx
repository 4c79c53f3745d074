import { Button, Tooltip } from '@mantine/core';
import type { Column, Table } from '@sheetport/contract';
import { IconArrowLeft, IconChevronRight, IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { startTemplate } from '../../api/api.ts';
import { tableQuery, tablesQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useParams } from '../../routing/router.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { WorkbookButton } from '../export/workbook-button.tsx';
import { ColumnDialog } from './column-dialog.tsx';
import css from './columns.module.css';
import { KeyDialog } from './key-dialog.tsx';
import { RuleChips } from './rule-chips.tsx';

/** A table's columns, and what is checked of their values when rows come in. */
export function ColumnsScreen() {
  const { t } = useTranslation();
  const { tableId } = useParams('/tables/$tableId/columns');
  const { data: table, error, refetch } = useQuery(tableQuery(tableId));
  useTitle(table && `${t('rules.title')} · ${table.name}`);
  if (error && !table) return <ErrorPanel error={error} missing={t('table.notFound')} onRetry={() => void refetch()} />;
  if (!table) return <PageSkeleton />;
  return <ColumnsView key={table.id} table={table} />;
}

function ColumnsView({ table }: { table: Table }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(tablesQuery);
  const [edited, setEdited] = useState<string | null>(null);
  const [keying, setKeying] = useState(false);
  const mayChange = useMay()('table.change', table);
  const keys = table.columns.filter(({ name }) => table.key.includes(name)).map(({ label }) => label);
  return (
    <div className="page">
      <div className={css.head}>
        <div style={{ minWidth: 0 }}>
          <Link to="/tables/$tableId" params={{ tableId: table.id }} className={`${css.back} small`}>
            <IconArrowLeft size={15} stroke={1.8} aria-hidden="true" /> {table.name}
          </Link>
          <h1>{t('rules.title')}</h1>
          <p className="muted small">{t('rules.explain')}</p>
        </div>
        <Tooltip label={t('rules.templateHint')} multiline w={260}>
          <div>
            <WorkbookButton label={t('rules.template')} start={() => startTemplate(table.id, i18n.language)} />
          </div>
        </Tooltip>
      </div>
      <section className={`panel ${css.keyLine}`}>
        <IconKey size={17} stroke={1.8} className={css.keyIcon} aria-hidden="true" />
        <p className={css.keyText}>
          {keys.length > 0
            ? t('rules.keyOf', { columns: keys.map((key) => `“${key}”`).join(', ') })
            : t('rules.keyNone')}
          {table.keyMatching === 'ignore_case' && ` ${t('keys.ignoresCase')}`}
        </p>
        {mayChange && (
          <Button size="xs" variant="subtle" onClick={() => setKeying(true)}>
            {t('rules.keyChange')}
          </Button>
        )}
      </section>
      <ul className={`panel ${css.list}`} aria-label={t('rules.columns', { table: table.name })}>
        {table.columns.map((column) => (
          <li key={column.name} className={css.item}>
            {mayChange ? (
              <button
                type="button"
                className={css.line}
                aria-label={t('rules.edit', { column: column.label })}
                aria-haspopup="dialog"
                onClick={() => setEdited(column.name)}
              >
                <ColumnSummary column={column} table={table} tables={data?.tables} />
                <IconChevronRight size={17} stroke={1.7} className={css.chevron} aria-hidden="true" />
              </button>
            ) : (
              <div className={css.line} style={{ cursor: 'default' }}>
                <ColumnSummary column={column} table={table} tables={data?.tables} />
              </div>
            )}
          </li>
        ))}
      </ul>
      <ColumnDialog
        table={table}
        tables={data?.tables ?? []}
        column={table.columns.find(({ name }) => name === edited)}
        onClose={() => setEdited(null)}
      />
      <KeyDialog table={table} opened={keying} onClose={() => setKeying(false)} />
    </div>
  );
}

function ColumnSummary({
  column,
  table,
  tables,
}: {
  column: Column;
  table: Table;
  tables: readonly Table[] | undefined;
}) {
  const { t } = useTranslation();
  return (
    <>
      <span className={css.name}>
        <strong className="one-line" title={column.label}>
          {column.label}
        </strong>
        <span className="muted small one-line">
          {t(`type.${column.type}`)}
          {column.currency && ` · ${column.currency}`}
        </span>
      </span>
      <RuleChips column={column} isKey={table.key.includes(column.name)} tables={tables} />
    </>
  );
}
