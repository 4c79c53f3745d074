import { Badge } from '@mantine/core';
import type { Folder } from '@sheetport/contract';
import { IconFolder, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { TableGroup } from './group-tables.ts';
import css from './table-groups.module.css';
import { TableList } from './table-list.tsx';

/** Lists of tables under the names of their folders; one list without a name where there is no folder. */
export function TableGroups({
  groups,
  label,
  actions,
}: {
  groups: readonly TableGroup[];
  /** What the list is called where there are no folders. */
  label: string;
  /** What can be done with a folder, behind its name. */
  actions?: (folder: Folder, isEmpty: boolean) => ReactNode;
}) {
  const { t } = useTranslation();
  if (groups.every(({ folder }) => folder === null))
    return groups.map(({ tables }) => (
      <div key="all" className="panel">
        <TableList tables={tables} label={label} />
      </div>
    ));
  return groups.map(({ folder, tables }) => {
    const id = `folder-${folder?.id ?? 'none'}`;
    return (
      <section key={id} className={css.group} aria-labelledby={id}>
        <div className={css.head}>
          <h3 id={id} className={`${css.name} one-line`}>
            {folder && <IconFolder size={16} stroke={1.7} aria-hidden="true" />}
            {folder?.name ?? t('folderList.others')}
          </h3>
          {folder?.restricted && (
            <Badge
              variant="default"
              size="sm"
              tt="none"
              title={t('folderList.restrictedHint')}
              leftSection={<IconLock size={12} stroke={1.8} />}
            >
              {t('folderList.restricted')}
            </Badge>
          )}
          {folder && actions?.(folder, tables.length === 0)}
        </div>
        <div className="panel">
          {tables.length > 0 ? (
            <TableList tables={tables} by={id} />
          ) : (
            <p className={`${css.empty} muted small`}>{t('folderList.empty')}</p>
          )}
        </div>
      </section>
    );
  });
}
