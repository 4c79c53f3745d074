import type { Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { detailsQuery } from '../../../api/queries.ts';
import css from './details.module.css';
import { EffectiveMappingPanel } from './effective-mapping.tsx';
import { Settings } from './settings.tsx';
import { Timeline } from './timeline.tsx';

/** How a job went, for whoever asks later: its phases, what it worked with, and what it belongs to. */
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
        {data.effective && <EffectiveMappingPanel used={data.effective} />}
      </div>
    </details>
  );
}
