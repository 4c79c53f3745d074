import { Button, SegmentedControl } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type MessageFilter, webhookMessagesQuery } from '../../api/webhooks.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { MessageLine } from './message-line.tsx';
import css from './webhooks.module.css';

const FILTERS: readonly MessageFilter[] = ['all', 'waiting', 'delivered', 'failed'];

/** What a webhook was told, newest first. */
export function MessageList({ webhookId, isMine }: { webhookId: string; isMine: boolean }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<MessageFilter>('all');
  const query = useInfiniteQuery(webhookMessagesQuery(webhookId, filter));
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  return (
    <section className="stack" aria-labelledby="messages">
      <div className="row between wrap">
        <h2 id="messages">{t('webhooks.messages')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('webhooks.which')}
          value={filter}
          data={FILTERS.map((value) => ({ value, label: t(`webhooks.state.${value}`) }))}
          onChange={(value) => setFilter(FILTERS.find((one) => one === value) ?? 'all')}
        />
      </div>
      {error && <QueryError query={query} />}
      {isPending ? (
        <LinesSkeleton lines={4} />
      ) : messages.length === 0 ? (
        !error && (
          <div className="panel">
            <Empty
              icon={<IconMail size={22} stroke={1.6} />}
              title={t(filter === 'all' ? 'webhooks.noMessages' : 'webhooks.noneOfThese')}
              {...(filter === 'all' && { text: t('webhooks.noMessagesText') })}
            />
          </div>
        )
      ) : (
        <ul className={`${css.list} panel`} aria-labelledby="messages">
          {messages.map((message) => (
            <MessageLine key={message.id} webhookId={webhookId} message={message} isMine={isMine} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="row" style={{ justifyContent: 'center' }}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('webhooks.older')}
          </Button>
        </div>
      )}
    </section>
  );
}
