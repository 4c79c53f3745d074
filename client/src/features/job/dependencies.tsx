import type { Job } from '@sheetport/contract';
import { useQueries } from '@tanstack/react-query';
import { Fragment } from 'react';
import { jobQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { formatJobTitle } from '../../ui/job-labels.ts';

/** More than these are counted, not named. */
const MOST_NAMED = 5;

/** The jobs that a job waits for, or waited for, by name, each with its page. */
export function Dependencies({ job: { dependsOn = [], state } }: { job: Job }) {
  const { t } = useTranslation();
  const named = dependsOn.slice(0, MOST_NAMED);
  const jobs = useQueries({ queries: named.map((id) => jobQuery(id)) });
  if (dependsOn.length === 0) return null;
  const more = dependsOn.length - named.length;
  return (
    <p className="muted small">
      {t(state === 'queued' ? 'job.waitsFor' : 'job.waitedFor')}{' '}
      {named.map((id, at) => (
        <Fragment key={id}>
          {at > 0 && ', '}
          <Link to="/jobs/$jobId" params={{ jobId: id }}>
            {jobs[at]?.data ? formatJobTitle(jobs[at].data, t) : t('job.another')}
          </Link>
        </Fragment>
      ))}
      {more > 0 && ` ${t('job.andMore', { count: more })}`}
    </p>
  );
}
