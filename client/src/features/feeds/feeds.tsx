import type { Feed } from '@sheetport/contract';
import { IconFolderDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useState } from 'react';
import { feedsQuery } from '../../api/feeds.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { useTitle } from '../../ui/title.ts';
import { AutomationPage } from '../automation/automation-page.tsx';
import { FeedDialog } from './feed-dialog.tsx';
import { FeedLine } from './feed-line.tsx';
import { TokenDialog } from './token-dialog.tsx';

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
  /** The feed that is changed, or a new one. */
  const [asked, setAsked] = useState<Feed | 'new' | null>(null);
  const [made, setMade] = useState<ComponentProps<typeof TokenDialog> | null>(null);
  const feeds = query.data?.feeds ?? [];
  return (
    <AutomationPage
      kind="feeds"
      texts={{
        title: t('feeds.title'),
        lead: t('feeds.lead'),
        make: t('feeds.make'),
        none: t('feeds.none'),
        noneText: t('feeds.noneText'),
      }}
      icon={ICON}
      query={query}
      lines={feeds.map((feed) => <FeedLine key={feed.id} feed={feed} onEdit={() => setAsked(feed)} />)}
      onMake={() => setAsked('new')}
    >
      {asked !== null && (
        <FeedDialog
          feed={asked === 'new' ? undefined : asked}
          folders={query.data?.folders ?? []}
          onToken={(name, token) => setMade({ name, made: token, onClose: () => setMade(null) })}
          onClose={() => setAsked(null)}
        />
      )}
      {made && <TokenDialog {...made} />}
    </AutomationPage>
  );
}
