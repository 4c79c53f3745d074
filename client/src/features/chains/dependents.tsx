import { type DeliveryRun, type FileDelivery, isOver, type Job } from '@sheetport/contract';
import { IconBan } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { deliveriesQuery } from '../../api/deliveries.ts';
import { jobsQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { formatAppError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { formatJobTitle } from '../../ui/job-labels.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import row from '../automation/line-row.module.css';
import { RunBadge } from '../deliveries/run-badge.tsx';

/** How often links are read anew until all are over. */
const EVERY_MS = 2000;

/** What begins once a job has succeeded: each link with its state, and why it was stopped. */
export function Dependents({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useInfiniteQuery({
    ...jobsQuery({ dependsOn: jobId }),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ jobs }) => jobs.some((job) => !isOver(job.state))) ? EVERY_MS : false,
  });
  const jobs = (data?.pages.flatMap((page) => page.jobs) ?? []).toReversed();
  const mayDeliver = jobs.length > 0 && may('delivery.create');
  const { data: sent } = useQuery({ ...deliveriesQuery, enabled: mayDeliver });
  if (jobs.length === 0) return null;
  const deliveryOf = ({ id }: Job) => sent?.deliveries.find(({ lastRun }) => lastRun?.jobId === id);
  return (
    <section aria-labelledby="dependents" className="stack">
      <h2 id="dependents">{t('chains.after')}</h2>
      <ul className="panel" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {jobs.map((job) => (
          <Dependent key={job.id} job={job} delivery={deliveryOf(job)} />
        ))}
      </ul>
    </section>
  );
}

function Dependent({ job, delivery }: { job: Job; delivery: FileDelivery | undefined }) {
  const { t, i18n } = useTranslation();
  const run: DeliveryRun | null | undefined = delivery?.lastRun;
  const title = formatJobTitle(job, t);
  const isStopped = job.state === 'failed' && job.error?.code === 'dependency_failed';
  const words = [
    isStopped && t('chains.why'),
    job.state === 'failed' && job.error && !isStopped && formatAppError(job.error, t, i18n),
    job.state === 'succeeded' && run?.error && formatAppError(run.error, t, i18n),
  ].filter((part) => part);
  return (
    <li className={row.line}>
      <div className={row.what}>
        <p>
          <Link to="/jobs/$jobId" params={{ jobId: job.id }}>
            {title}
          </Link>
          {delivery && (
            <>
              {' → '}
              <Link to="/deliveries">{delivery.name}</Link>
            </>
          )}
        </p>
        {words.length > 0 && <p className="muted small">{words.join(' ')}</p>}
      </div>
      {isStopped ? (
        <Badge tone="bad" icon={IconBan}>
          {t('chains.stopped')}
        </Badge>
      ) : run && job.state === 'succeeded' ? (
        <RunBadge state={run.state} />
      ) : (
        <StateBadge job={job} />
      )}
    </li>
  );
}
