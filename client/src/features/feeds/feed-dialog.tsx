import { Modal } from '@mantine/core';
import type { Feed, FeedToken } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changeFeed, makeFeed, makeFeedToken, refreshFeeds } from '../../api/feeds.ts';
import { savedMappingsQuery } from '../../api/upload-links.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useStep } from '../../ui/use-step.ts';
import { mappedHeadings } from '../automation/mapping-headings.ts';
import { feedDraftOf, isElsewhere, isFeedWhole, toFeedChange, toNewFeed } from './feed-draft.ts';
import { FeedFields, type FeedMapping } from './feed-fields.tsx';

interface Props {
  /** The one that changes; none for a new one. */
  feed?: Feed | undefined;
  folders: readonly string[];
  /** Of a feed to which others send files. */
  onToken: (name: string, made: FeedToken) => void;
  onClose: () => void;
}

/** Asks where files come from and what they are imported as: a new feed, or one that is changed. */
export function FeedDialog(props: Props) {
  const { feed, onClose } = props;
  const { t } = useTranslation();
  const query = useQuery(savedMappingsQuery);
  const mappings = (query.data?.mappings ?? []).filter(
    (mapping) => mappedHeadings(mapping).length > 0 && (feed === undefined || mapping.tableId === feed.tableId),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={feed ? t('feeds.changeTitle', { name: feed.name }) : t('feeds.makeTitle')}
      size="lg"
    >
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : !query.data ? (
        <QueryError query={query} />
      ) : mappings.length === 0 && !feed ? (
        <Note
          tone="plain"
          title={t('feeds.noMapping')}
          actions={
            <LinkButton to="/" size="xs" variant="default">
              {t('feeds.importFirst')}
            </LinkButton>
          }
        >
          {t('feeds.noMappingText')}
        </Note>
      ) : (
        <Form {...props} mappings={mappings} />
      )}
    </Modal>
  );
}

function Form({ feed, folders, mappings, onToken, onClose }: Props & { mappings: readonly FeedMapping[] }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => feedDraftOf(feed, folders, mappings));
  const { busy, error, run } = useStep();
  const change = feed && toFeedChange(draft, feed);
  const isReady = isFeedWhole(draft, feed) && (!feed || change !== undefined);
  const save = async () => {
    if (feed) {
      await changeFeed(feed.id, change!);
      return;
    }
    const mapping = mappings.find(({ id }) => id === draft.mappingId) ?? mappings[0]!;
    const made = await makeFeed(toNewFeed(draft, mapping));
    if (made.source.kind === 'inbound') onToken(made.name, await makeFeedToken(made.id));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    void run(async () => {
      await save();
      await refreshFeeds();
      onClose();
    });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <FeedFields feed={feed} folders={folders} mappings={mappings} draft={draft} error={error} onChange={setDraft} />
      {feed && (
        <Note tone="plain">
          {t('feeds.changeText')} {isElsewhere(draft, feed) && t('feeds.elsewhereText')}
        </Note>
      )}
      <FormEnd
        label={t(feed ? 'feeds.save' : 'feeds.make')}
        error={error}
        busy={busy}
        disabled={!isReady}
        onCancel={onClose}
      />
    </form>
  );
}
