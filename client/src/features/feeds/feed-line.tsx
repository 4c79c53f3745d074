import { Button, Menu, Switch } from '@mantine/core';
import type { Feed, FeedToken } from '@sheetport/contract';
import { IconKey, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeFeed, checkFeed, deleteFeed, makeFeedToken, refreshFeeds } from '../../api/feeds.ts';
import { meQuery, tablesQuery } from '../../api/queries.ts';
import { formatAppError, formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useFormats } from '../../ui/format.ts';
import { useNames } from '../../ui/use-names.ts';
import { useStep } from '../../ui/use-step.ts';
import { AutomationLine } from '../automation/automation-line.tsx';
import { MoreMenu } from '../automation/more-menu.tsx';
import { FeedFileList } from './feed-file-list.tsx';
import css from './feeds.module.css';
import { describeSource } from './source-draft.ts';
import { TokenDialog } from './token-dialog.tsx';

const ICON = { size: 16, stroke: 1.7 };

/** A feed: from where, into which table, what waits, and what came in on demand. */
export function FeedLine({ feed, onEdit }: { feed: Feed; onEdit: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(10_000);
  const nameOf = useNames();
  const { data: me } = useQuery(meQuery);
  const { data: list } = useQuery(tablesQuery);
  const { id, name, source, reads, tableId, everyMinutes, enabled, checkedAt, error: problem, files, createdBy } = feed;
  const [isOpen, setIsOpen] = useState(files.quarantined > 0);
  const [isDeleting, setIsDeleting] = useState(false);
  const [made, setMade] = useState<FeedToken | null>(null);
  const { busy, error, run: act } = useStep(refreshFeeds);
  const shown = `feed-files-${id}`;
  const isInbound = source.kind === 'inbound';
  return (
    <AutomationLine
      name={name}
      words={
        <>
          <p className="muted small">
            {describeSource(source, t('feeds.inbound'))} →{' '}
            {list?.tables.find((table) => table.id === tableId)?.name ?? '…'}
            {createdBy !== me?.id && ` · ${t('schedules.by', { name: nameOf(createdBy) })}`}
          </p>
          {reads !== null && <p className={`muted small ${css.source}`}>{t('feeds.readsText', { address: reads })}</p>}
          <p className="small">
            {isInbound
              ? t('feeds.inboundSaid')
              : everyMinutes === 0
                ? t('feeds.bySchedule')
                : t('schedules.saidEvery.minutes', { count: everyMinutes })}
            {checkedAt && ` · ${t('feeds.checked', { when: format.ago(checkedAt, now) })}`}
          </p>
        </>
      }
      side={
        <>
          <Switch
            checked={enabled}
            disabled={busy}
            aria-label={t('schedules.onOff', { name })}
            onChange={({ currentTarget: { checked } }) => void act(() => changeFeed(id, { enabled: checked }))}
          />
          <MoreMenu label={t('schedules.more', { name })}>
            <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onEdit}>
              {t('feeds.change')}
            </Menu.Item>
            {isInbound && (
              <Menu.Item
                leftSection={<IconKey {...ICON} />}
                onClick={() => void act(async () => setMade(await makeFeedToken(id)))}
              >
                {t('feeds.newToken')}
              </Menu.Item>
            )}
            <Menu.Item c="var(--bad)" leftSection={<IconTrash {...ICON} />} onClick={() => setIsDeleting(true)}>
              {t('schedules.delete')}
            </Menu.Item>
          </MoreMenu>
        </>
      }
      foot={
        <>
          {!isInbound && (
            <Button
              size="xs"
              variant="default"
              loading={busy}
              leftSection={<IconRefresh {...ICON} />}
              aria-label={t('feeds.checkName', { name })}
              onClick={() => void act(() => checkFeed(id)).then(() => setIsOpen(true))}
            >
              {t('feeds.check')}
            </Button>
          )}
          <DisclosureButton isOpen={isOpen} controls={shown} onToggle={() => setIsOpen(!isOpen)}>
            {t('feeds.files')}
          </DisclosureButton>
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
        </>
      }
    >
      {made && <TokenDialog name={name} made={made} onClose={() => setMade(null)} />}
      {problem && (
        <Note tone="bad" title={t('feeds.lookFailed')}>
          {formatAppError(problem, t, i18n)}
        </Note>
      )}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div id={shown} hidden={!isOpen}>
        {isOpen && <FeedFileList feed={feed} />}
      </div>
      {isDeleting && (
        <AskDialog
          title={t('schedules.deleteTitle', { name })}
          text={t('feeds.deleteText')}
          confirm={t('schedules.delete')}
          isDangerous
          onConfirm={() => act(() => deleteFeed(id)).finally(() => setIsDeleting(false))}
          onClose={() => setIsDeleting(false)}
        />
      )}
    </AutomationLine>
  );
}
