import { Button } from '@mantine/core';
import { IconMoodConfuzed } from '@tabler/icons-react';
import { ApiError, OutdatedError } from '../api/api.ts';
import { formatError } from '../i18n/format-error.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { EmptyPage } from './empty-page.tsx';
import { LinkButton } from './link-button.tsx';

/** What a screen shows when what it is about could not be had. */
export function ErrorPanel({ error, missing, onRetry }: { error: unknown; missing?: string; onRetry?: () => void }) {
  const { t, i18n } = useTranslation();
  const gone = error instanceof ApiError && (error.status === 404 || error.status === 400);
  return (
    <EmptyPage
      icon={<IconMoodConfuzed size={22} stroke={1.6} />}
      title={gone ? (missing ?? t('error.notFound')) : t('error.title')}
      text={gone ? t('error.notFoundText') : formatError(error, t, i18n)}
    >
      {!gone && onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
      {error instanceof OutdatedError && (
        <Button variant="default" onClick={() => location.reload()}>
          {t('action.reload')}
        </Button>
      )}
      <LinkButton to="/" variant="default">
        {t('error.toHome')}
      </LinkButton>
    </EmptyPage>
  );
}
