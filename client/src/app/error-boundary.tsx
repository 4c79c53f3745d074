import { Button } from '@mantine/core';
import { IconMoodConfuzed } from '@tabler/icons-react';
import { useTranslation } from '../i18n/use-translation.ts';
import { Empty } from '../ui/empty.tsx';

/** A screen threw. The rest of the page stands; this one is offered anew. */
export function ErrorBoundary({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return (
    <div className="page">
      <div className="panel" role="alert">
        <Empty
          isPage
          icon={<IconMoodConfuzed size={22} stroke={1.6} />}
          title={t('error.page')}
          text={t('error.pageText')}
        >
          {/* A whole load, not a re-render: the usual cause is a chunk of an older build that is no longer served. */}
          <Button onClick={() => location.reload()}>{t('action.reload')}</Button>
        </Empty>
        <details style={{ padding: '0 20px 20px' }}>
          <summary className="muted small">{name}</summary>
          <pre style={{ overflow: 'auto', fontSize: 12 }}>{message}</pre>
        </details>
      </div>
    </div>
  );
}
