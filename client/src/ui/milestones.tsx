import { VisuallyHidden } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../i18n/use-translation.ts';
import { milestoneOf } from './milestone.ts';

/** Speaks a job's few milestones, so that somebody who does not see the bar is told without being flooded. */
export function Milestones({ job }: { job: Job }) {
  const { t } = useTranslation();
  const milestone = milestoneOf(job);
  const heard = useRef(milestone);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (milestone === heard.current) return;
    heard.current = milestone;
    if (milestone === 'queued') return;
    const title = job.title;
    if (milestone === 'started') setWords(t('progress.started', { title }));
    else if (typeof milestone === 'number') setWords(t('progress.milestone', { percent: `${milestone} %`, title }));
    else setWords(t(`progress.${milestone}`, { title }));
  }, [milestone, job.title, t]);
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite" aria-atomic="true">
        {words}
      </div>
    </VisuallyHidden>
  );
}
