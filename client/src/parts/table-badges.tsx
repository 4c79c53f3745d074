import { Badge } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useTranslation } from 'react-i18next';
import { sayHindrance } from '../i18n/say-fault.ts';

/** What sets a table apart from those that were made here: it was there before, or cannot be imported into. */
export function TableBadges({ table }: { table: Table }) {
  const { t } = useTranslation();
  return (
    <>
      {table.hindrance && (
        <Badge
          variant="light"
          color={table.hindrance.code === 'missing' ? 'red' : 'yellow'}
          size="sm"
          tt="none"
          title={sayHindrance(table.hindrance, t)}
        >
          {table.hindrance.code === 'missing' ? t('attach.gone') : t('attach.readOnly')}
        </Badge>
      )}
      {table.attached && (
        <Badge variant="default" size="sm" tt="none" title={t('attach.badgeHint', { name: table.physical })}>
          {t('attach.badge')}
        </Badge>
      )}
    </>
  );
}
