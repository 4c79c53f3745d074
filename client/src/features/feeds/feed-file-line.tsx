import { Button } from '@mantine/core';
import type { Feed, FeedFile } from '@sheetport/contract';
import { IconAlertTriangle, IconCheck, IconClock, IconX } from '@tabler/icons-react';
import { importFeedFile, refreshFeeds } from '../../api/feeds.ts';
import { formatAppError, formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { useStep } from '../../ui/use-step.ts';
import css from './feeds.module.css';

const LOOKS = {
  reading: { icon: IconClock, tone: 'plain' },
  waiting: { icon: IconClock, tone: 'plain' },
  importing: { icon: IconClock, tone: 'running' },
  loaded: { icon: IconCheck, tone: 'good' },
  quarantined: { icon: IconAlertTriangle, tone: 'warn' },
  failed: { icon: IconX, tone: 'bad' },
} as const;

/** A file that came in, and where several of its sheets are imported, each of them. */
export function FeedFileLine({ feed, file }: { feed: Feed; file: FeedFile }) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(10_000);
  const { source } = feed;
  const { name, bytes, state, batchId, sheets, undone, moved, triesAt, seenAt } = file;
  const isWaiting = state === 'reading' && triesAt !== null;
  return (
    <li>
      <Badge {...LOOKS[state]}>{isWaiting ? t('feedSheets.state.waiting') : t(`feeds.state.${state}`)}</Badge>
      <span className={css.source}>{name}</span>
      <span className="muted small digits">
        {format.bytes(bytes)} · {format.ago(seenAt, now)}
        {moved && ` · ${t(doneKey(source))}`}
        {undone && ` · ${t('feeds.undone')}`}
        {triesAt !== null && Date.parse(triesAt) > now && ` · ${t('feeds.triesAt', { when: format.moment(triesAt) })}`}
      </span>
      {batchId === null ? (
        <Rest feed={feed} file={file} part={file} />
      ) : (
        <>
          <Link to="/batch/jobs" search={{ batch: batchId, files: [] }} className="small">
            {t('feedSheets.openBatch')}
          </Link>
          <ul className={css.sheets} aria-label={t('feedSheets.sheets', { name })}>
            {sheets.map((sheet) => (
              <li key={sheet.index}>
                <Badge {...LOOKS[sheet.state]}>
                  {sheet.state === 'waiting' ? t('feedSheets.state.waiting') : t(`feeds.state.${sheet.state}`)}
                </Badge>
                <span className={css.source}>{sheet.name}</span>
                {sheet.undone && <span className="muted small">{t('feeds.undone')}</span>}
                <Rest feed={feed} file={file} part={sheet} />
              </li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}

/** What an import of a file or a sheet has besides: its job, why it waits, and what can be done. */
function Rest({ feed, file, part }: { feed: Feed; file: FeedFile; part: FeedFile | FeedFile['sheets'][number] }) {
  const { t, i18n } = useTranslation();
  const { busy, error, run } = useStep(refreshFeeds);
  const { state, reason, jobId, undone } = part;
  const index = 'index' in part ? part.index : undefined;
  const isMissing = index !== undefined && index < 0;
  // What is missing nobody can press away.
  const isFixed = isMissing || (reason?.missing.length ?? 0) > 0;
  const mayImport = (state === 'quarantined' || state === 'failed' || undone) && !isFixed;
  const importNow = () => run(() => importFeedFile(feed.id, file.id, index));
  return (
    <>
      {jobId !== null && (
        <Link to="/jobs/$jobId" params={{ jobId }} className="small">
          {t('schedules.openJob')}
        </Link>
      )}
      {(reason || mayImport) && (
        <div className={css.reason}>
          {isMissing ? <span>{t('feedSheets.missing')}</span> : reason && <Reason reason={reason} />}
          {mayImport && (
            <Button size="compact-xs" variant="default" loading={busy} onClick={() => void importNow()}>
              {t(undone ? 'feeds.importAgain' : 'feeds.importAnyway')}
            </Button>
          )}
          {state === 'quarantined' && isFixed && !isMissing && file.fileId !== null && (
            <Link to="/import/$fileId" params={{ fileId: file.fileId }} search={{ table: feed.tableId }}>
              {t('feeds.byHand')}
            </Link>
          )}
          {error !== null && <span style={{ color: 'var(--bad)' }}>{formatError(error, t, i18n)}</span>}
        </div>
      )}
    </>
  );
}

function Reason({ reason }: { reason: NonNullable<FeedFile['reason']> }) {
  const { t, i18n } = useTranslation();
  const { missing, added, doubtful } = reason;
  const parts = [
    missing.length > 0 && t('feeds.missing', { headings: missing.join(', ') }),
    added.length > 0 && t('feeds.added', { headings: added.join(', ') }),
    doubtful.length > 0 && t('feeds.doubtful', { headings: doubtful.join(', ') }),
  ].filter((part) => part !== false);
  return <span>{parts.length > 0 ? parts.join(' ') : formatAppError(reason, t, i18n)}</span>;
}

/** What was done with the source of a file that is loaded. */
function doneKey(source: Feed['source']) {
  if (source.kind === 'mailbox') return `mailbox.done.${source.afterwards}` as const;
  return source.kind === 's3' && source.afterwards === 'tag' ? 'feeds.tagged' : 'feeds.moved';
}
