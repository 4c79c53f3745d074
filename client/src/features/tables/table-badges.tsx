import { Badge } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { IconLock } from '@tabler/icons-react';
import { formatRestriction } from '../../i18n/format-restriction.ts';
import { useTranslation } from '../../i18n/use-translation.ts';

/** What sets a table apart from others: only some see it, it was there before, or it cannot be imported into. */
export function TableBadges({ table }: { table: Table }) {
  const { t } = useTranslation();
  return (
    <>
      {table.restriction && (
        <Badge
          variant="light"
          color={table.restriction.code === 'missing' ? 'red' : 'yellow'}
          size="sm"
          tt="none"
          title={formatRestriction(table.restriction, t)}
        >
          {table.restriction.code === 'missing' ? t('attach.gone') : t('attach.readOnly')}
        </Badge>
      )}
      {table.restricted && (
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
      {table.attached && (
        <Badge variant="default" size="sm" tt="none" title={t('attach.badgeHint', { name: table.qualifiedName })}>
          {t('attach.badge')}
        </Badge>
      )}
    </>
  );
}
