import { Button } from '@mantine/core';
import { IconFolderDown, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { feedsQuery } from '../../api/feeds.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationTabs } from '../automation/automation-tabs.tsx';
import { FeedDialog } from './feed-dialog.tsx';
import { FeedLine } from './feed-line.tsx';
import css from './feeds.module.css';

const ICON = <IconFolderDown size={22} stroke={1.6} />;

/** Files that come in by themselves. */
export function FeedsScreen() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('feeds.title'));
  if (may('feed.create')) return <FeedList />;
  return <EmptyPage icon={ICON} title={t('feeds.notForYou')} text={t('feeds.notForYouText')} />;
}

function FeedList() {
  const { t } = useTranslation();
  const query = useQuery(feedsQuery);
  const [isMaking, setIsMaking] = useState(false);
  const feeds = query.data?.feeds ?? [];
  const make = (
    <Button leftSection={<IconPlus size={17} stroke={1.8} />} onClick={() => setIsMaking(true)}>
      {t('feeds.make')}
    </Button>
  );
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{t('feeds.title')}</h1>
          <p className="muted">{t('feeds.lead')}</p>
        </div>
        {feeds.length > 0 && make}
      </div>
      <AutomationTabs />
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : !query.data ? (
        <QueryError query={query} />
      ) : feeds.length === 0 ? (
        <div className="panel">
          <Empty icon={ICON} title={t('feeds.none')} text={t('feeds.noneText')}>
            {make}
          </Empty>
        </div>
      ) : (
        <>
          {query.error && <QueryError query={query} />}
          <ul className={`${css.list} panel`} aria-label={t('feeds.title')}>
            {feeds.map((feed) => (
              <FeedLine key={feed.id} feed={feed} />
            ))}
          </ul>
        </>
      )}
      {isMaking && <FeedDialog folders={query.data?.folders ?? []} onClose={() => setIsMaking(false)} />}
    </div>
  );
}
