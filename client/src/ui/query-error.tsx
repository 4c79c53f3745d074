import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatError } from '../i18n/format-error.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { Note } from './alert.tsx';

/** What stands in a part of a page whose answer did not come: why, and a button that asks again. */
export function QueryError({
  query,
  children,
}: {
  query: { error: unknown; refetch: () => Promise<unknown>; isFetching: boolean };
  /** More buttons. */
  children?: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  return (
    <Note
      tone="bad"
      title={t('error.title')}
      actions={
        <>
          <Button size="xs" loading={query.isFetching} onClick={() => void query.refetch()}>
            {t('action.retry')}
          </Button>
          {children}
        </>
      }
    >
      {formatError(query.error, t, i18n)}
    </Note>
  );
}
