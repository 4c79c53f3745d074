import type { Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { detailsQuery } from '../../../api/queries.ts';
import { useTranslation } from '../../../i18n/use-translation.ts';
import css from './details.module.css';
import { EffectiveMappingPanel } from './effective-mapping.tsx';
import { Settings } from './settings.tsx';
import { Timeline } from './timeline.tsx';

/** The details of a job: its phases, its settings, and the jobs that belong to it. */
export function DetailsPanel({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { data } = useQuery(detailsQuery(job));
  if (!data) return null;
  return (
    <details className={`${css.panel} panel`}>
      <summary className={css.head}>{t('history.details')}</summary>
      <div className={css.body}>
        <Timeline job={job} details={data} />
        <Settings job={job} details={data} />
        {data.effective && <EffectiveMappingPanel effective={data.effective} />}
      </div>
    </details>
  );
}
