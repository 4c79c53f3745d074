import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { activeQuery } from '../api/queries.ts';
import { useWatch } from '../api/socket.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { navigate } from '../routing/router.ts';
import { useFormats } from '../ui/format.ts';
import css from './shell.module.css';

/** How many jobs run, and how far they are together. */
export function RunningJobs() {
  const { t } = useTranslation();
  const format = useFormats();
  useWatch('all');
  const { data: active = [] } = useQuery(activeQuery);
  if (active.length === 0) return null;
  const fraction = active.reduce((sum, job) => sum + job.progress.fraction, 0) / active.length;
  const words = t('app.running', { count: active.length });
  const only = active.length === 1 ? active[0] : undefined;
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      className={css.running}
      aria-label={words}
      title={`${words} · ${format.percent(fraction)}`}
      onClick={() =>
        void (only ? navigate({ to: '/jobs/$jobId', params: { jobId: only.id } }) : navigate({ to: '/jobs' }))
      }
    >
      <Ring fraction={fraction} />
      <span className="digits">{format.count(active.length)}</span>
    </Button>
  );
}

function Ring({ fraction }: { fraction: number }) {
  const around = 2 * Math.PI * 7;
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" className={css.ring}>
      <circle cx="10" cy="10" r="7" fill="none" stroke="var(--line-strong)" strokeWidth="2.5" />
      <circle
        cx="10"
        cy="10"
        r="7"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeDasharray={`${around * Math.max(0.02, fraction)} ${around}`}
        transform="rotate(-90 10 10)"
      />
    </svg>
  );
}
