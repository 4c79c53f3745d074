import { isOver, type Job } from '@sheetport/contract';
import { useTranslation } from '../i18n/use-translation.ts';
import { useFormats, wholePercent } from './format.ts';
import css from './progress-bar.module.css';

type Tone = 'going' | 'waiting' | 'good' | 'bad' | 'off';

/** The bare bar. It is drawn at what was reported and never ahead of it; only the way there is smoothed. */
export function Bar({
  fraction,
  tone,
  label,
  text,
  thin,
}: {
  fraction: number;
  tone: Tone;
  label: string;
  text: string;
  thin?: boolean;
}) {
  return (
    <div
      className={`${css.track} ${css[tone]} ${thin ? css.thin : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={wholePercent(fraction)}
      aria-valuetext={text}
    >
      <div className={css.fill} style={{ transform: `translateX(${(fraction - 1) * 100}%)` }} />
    </div>
  );
}

export function toneOf(job: Job): Tone {
  if (job.state === 'queued') return 'waiting';
  if (job.state === 'running') return 'going';
  if (job.state === 'succeeded') return 'good';
  return job.state === 'failed' ? 'bad' : 'off';
}

/** The bar of a job, with what a screen reader needs to hear. */
export function ProgressBar({ job, thin }: { job: Job; thin?: boolean }) {
  const { t } = useTranslation();
  const format = useFormats();
  const phase = isOver(job.state) ? t(`state.${job.state}`) : t(`phase.${job.phase}`);
  return (
    <Bar
      fraction={job.progress.fraction}
      tone={toneOf(job)}
      label={t('progress.label', { title: job.title })}
      text={t('progress.text', { percent: format.percent(job.progress.fraction), phase })}
      {...(thin ? { thin } : {})}
    />
  );
}
