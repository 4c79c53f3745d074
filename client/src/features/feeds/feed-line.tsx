import { ActionIcon, Button, Menu, Switch } from '@mantine/core';
import type { Feed, FeedToken } from '@sheetport/contract';
import { IconChevronDown, IconChevronRight, IconDots, IconKey, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeFeed, checkFeed, deleteFeed, makeFeedToken, refreshFeeds } from '../../api/feeds.ts';
import { meQuery, tablesQuery } from '../../api/queries.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useFormats } from '../../ui/format.ts';
import { useNames } from '../../ui/use-names.ts';
import block from '../automation/line-block.module.css';
import { FeedFileList } from './feed-file-list.tsx';
import css from './feeds.module.css';
import { describeSource } from './source-draft.ts';
import { TokenDialog } from './token-dialog.tsx';

/** A feed: from where, into which table, what waits, and what came in on demand. */
export function FeedLine({ feed }: { feed: Feed }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(10_000);
  const nameOf = useNames();
  const { data: me } = useQuery(meQuery);
  const { data: list } = useQuery(tablesQuery);
  const { id, name, source, tableId, everyMinutes, enabled, checkedAt, error: problem, files, createdBy } = feed;
  const [isOpen, setIsOpen] = useState(files.quarantined > 0);
  const [made, setMade] = useState<FeedToken | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    await work().catch(setError);
    await refreshFeeds();
    setBusy(false);
  };
  const shown = `feed-files-${id}`;
  const isInbound = source.kind === 'inbound';
  return (
    <li className={block.line}>
      <div className={block.head}>
        <div className={block.what}>
          <p className={block.name}>{name}</p>
          <p className={`muted small ${css.source}`}>
            {describeSource(source, t('feeds.inbound'))} →{' '}
            {list?.tables.find((table) => table.id === tableId)?.name ?? '…'}
            {createdBy !== me?.id && ` · ${t('schedules.by', { name: nameOf(createdBy) })}`}
          </p>
          <p className="small">
            {isInbound ? t('feeds.inboundSaid') : t('schedules.saidEvery.minutes', { count: everyMinutes })}
            {checkedAt && ` · ${t('feeds.checked', { when: format.ago(checkedAt, now) })}`}
          </p>
        </div>
        <div className={block.side}>
          {!isInbound && (
            <Button
              size="xs"
              variant="default"
              loading={busy}
              leftSection={<IconRefresh size={15} stroke={1.8} />}
              onClick={() => void act(() => checkFeed(id)).then(() => setIsOpen(true))}
            >
              {t('feeds.check')}
            </Button>
          )}
          <Switch
            checked={enabled}
            disabled={busy}
            aria-label={t('schedules.onOff', { name })}
            onChange={({ currentTarget: { checked } }) => void act(() => changeFeed(id, { enabled: checked }))}
          />
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('schedules.more', { name })}>
                <IconDots size={17} stroke={1.8} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {isInbound && (
                <Menu.Item
                  leftSection={<IconKey size={16} stroke={1.7} />}
                  onClick={() => void act(async () => setMade(await makeFeedToken(id)))}
                >
                  {t('feeds.newToken')}
                </Menu.Item>
              )}
              <Menu.Label>{t('feeds.deleteText')}</Menu.Label>
              <Menu.Item
                c="var(--bad)"
                leftSection={<IconTrash size={16} stroke={1.7} />}
                onClick={() => void act(() => deleteFeed(id))}
              >
                {t('schedules.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      <div className="row wrap" style={{ gap: 10 }}>
        <span className="small digits">{t('feeds.loaded', { count: files.loaded })}</span>
        {files.quarantined > 0 && (
          <span className="small digits" style={{ color: 'var(--warn)' }}>
            {t('feeds.waiting', { count: files.quarantined })}
          </span>
        )}
        {files.failed > 0 && (
          <span className="small digits" style={{ color: 'var(--bad)' }}>
            {t('feeds.failed', { count: files.failed })}
          </span>
        )}
        <DisclosureButton
          isOpen={isOpen}
          controls={shown}
          icon={isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          onToggle={() => setIsOpen(!isOpen)}
        >
          {t('feeds.files')}
        </DisclosureButton>
      </div>
      {made && <TokenDialog name={name} made={made} onClose={() => setMade(null)} />}
      {problem && (
        <Note tone="bad" title={t('feeds.lookFailed')}>
          {problem.message}
        </Note>
      )}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div id={shown} hidden={!isOpen}>
        {isOpen && <FeedFileList feed={feed} />}
      </div>
    </li>
  );
}
