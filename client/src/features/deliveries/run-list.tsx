import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { DeliveryRun } from '@sheetport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveryRunsQuery, refreshDeliveries, resendRun } from '../../api/deliveries.ts';
import { formatAppError, formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { Attempts } from '../automation/attempts.tsx';
import row from '../automation/line-row.module.css';
import css from './deliveries.module.css';
import { RunBadge } from './run-badge.tsx';

/** All runs of a delivery, newest first, with the receipts of each. */
export function RunList({ deliveryId, isMine }: { deliveryId: string; isMine: boolean }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(deliveryRunsQuery(deliveryId));
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const runs = data?.pages.flatMap((page) => page.runs) ?? [];
  if (isPending) return <LinesSkeleton lines={2} />;
  return (
    <>
      {error && <QueryError query={query} />}
      {runs.length === 0 && !error && <p className="muted small">{t('deliveries.noRuns')}</p>}
      <ul className={css.list} aria-label={t('deliveries.runs')}>
        {runs.map((run) => (
          <RunLine key={run.id} deliveryId={deliveryId} run={run} isMine={isMine} />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('deliveries.older')}
        </Button>
      )}
    </>
  );
}

function RunLine({ deliveryId, run, isMine }: { deliveryId: string; run: DeliveryRun; isMine: boolean }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const [busy, setBusy] = useState(false);
  const { id, state, jobId, fileName, bytes, error, createdAt, nextAttemptAt, attempts } = run;
  const resend = async () => {
    setBusy(true);
    try {
      await resendRun(deliveryId, id);
      notifications.show({ message: t('deliveries.resent') });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
    }
    await refreshDeliveries();
    setBusy(false);
  };
  const isSendable = jobId !== null && state !== 'exporting' && (state !== 'failed' || fileName !== null);
  return (
    <li className={css.run}>
      <p className={row.head}>
        <span className="muted small">{format.moment(createdAt)}</span>
        <RunBadge state={state} />
        {fileName !== null && (
          <span className="small">
            {fileName}
            {bytes !== null && ` (${format.bytes(bytes)})`}
          </span>
        )}
      </p>
      {nextAttemptAt && attempts.length > 0 && (
        <p className="muted small">{t('deliveries.next', { when: format.moment(nextAttemptAt) })}</p>
      )}
      {attempts.length > 0 ? (
        <Attempts attempts={attempts} />
      ) : (
        error && <p className="muted small">{formatAppError(error, t, i18n)}</p>
      )}
      <div className="row wrap">
        {jobId && (
          <Link to="/jobs/$jobId" params={{ jobId }}>
            {t('deliveries.toJob')}
          </Link>
        )}
        {isMine && isSendable && (
          <Button size="compact-xs" variant="default" loading={busy} onClick={() => void resend()}>
            {t('deliveries.resend')}
          </Button>
        )}
      </div>
    </li>
  );
}
