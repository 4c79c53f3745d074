import { Button, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { LaneSeries, Monitor, QueueState, QueueUpdate } from '@sheetport/contract';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeQueue } from '../../api/monitor.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { LaneChart } from './lane-chart.tsx';
import css from './monitor.module.css';

/** Each lane now and over time; owners pause, resume and resize it. */
export function LaneList({ monitor }: { monitor: Monitor }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="lanes" className="stack">
      <div className="row between wrap">
        <h2 id="lanes">{t('monitor.lanes')}</h2>
        <a className="small" href="/api/monitor/board/" target="_blank" rel="noreferrer">
          {t('monitor.board')}
        </a>
      </div>
      <ul className={css.lanes}>
        {monitor.queues.map((queue) => (
          <LaneCard key={queue.lane} queue={queue} series={monitor.series.find(({ lane }) => lane === queue.lane)} />
        ))}
      </ul>
    </section>
  );
}

const CHOICES = [1, 2, 3, 4, 6, 8, 12, 16, 32, 64];

function LaneCard({ queue, series }: { queue: QueueState; series: LaneSeries | undefined }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const format = useFormats();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { lane, paused, concurrency, waiting, running, slots } = queue;
  const name = t(`monitor.lane.${lane}`);
  const change = async (update: QueueUpdate) => {
    setBusy(true);
    try {
      await changeQueue(lane, update);
      await client.invalidateQueries({ queryKey: ['monitor'] });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
    } finally {
      setBusy(false);
    }
  };
  const sizes = concurrency === null || CHOICES.includes(concurrency) ? CHOICES : [...CHOICES, concurrency];
  return (
    <li className={`${css.lane} panel`}>
      <div className="row between">
        <h3>{name}</h3>
        {paused && <span className={css.paused}>{t('monitor.paused')}</span>}
      </div>
      <p className="small digits">
        {t('monitor.waiting', { count: waiting })} ·{' '}
        {slots === 0 ? (
          <span className={css.bad}>{t('monitor.noWorker')}</span>
        ) : (
          t('monitor.running', { running, slots })
        )}
      </p>
      {series && <LanePictures series={series} name={name} duration={format.duration} />}
      {may('queue.change') && (
        <div className={css.controls}>
          <Button
            variant="default"
            size="compact-sm"
            loading={busy}
            style={{ flex: 'none' }}
            aria-label={t(paused ? 'monitor.resumeLane' : 'monitor.pauseLane', { lane: name })}
            leftSection={paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
            onClick={() => void change({ paused: !paused })}
          >
            {t(paused ? 'monitor.resume' : 'monitor.pause')}
          </Button>
          <NativeSelect
            size="xs"
            style={{ flex: '1 1 120px' }}
            label={t('monitor.perWorker')}
            aria-label={t('monitor.atOnce', { lane: name })}
            disabled={busy}
            value={concurrency === null ? '' : String(concurrency)}
            data={[
              { value: '', label: t('monitor.asSet') },
              ...sizes.map((size) => ({ value: String(size), label: format.count(size) })),
            ]}
            onChange={({ currentTarget: { value } }) =>
              void change({ concurrency: value === '' ? null : Number(value) })
            }
          />
        </div>
      )}
    </li>
  );
}

function LanePictures({
  series,
  name,
  duration,
}: {
  series: LaneSeries;
  name: string;
  duration: (seconds: number) => string;
}) {
  const { t } = useTranslation();
  const waits = series.longestWaitSeconds.map((seconds) => seconds ?? 0);
  const longest = Math.max(...waits);
  const started = series.longestWaitSeconds.some((seconds) => seconds !== null);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return (
    <>
      <p className="muted small">{t('monitor.waitingNow')}</p>
      <LaneChart
        values={series.waiting}
        label={t('monitor.waitingChart', { lane: name, most: Math.max(...series.waiting) })}
      />
      <p className="muted small digits">
        {started ? t('monitor.longestWait', { time: duration(Math.round(longest)) }) : t('monitor.nobodyWaited')}
      </p>
      <LaneChart
        values={waits}
        tone="wait"
        label={t('monitor.waitChart', { lane: name, most: duration(Math.round(longest)) })}
      />
      <p className="muted small digits">
        {t('monitor.ended', { succeeded: sum(series.succeeded), failed: sum(series.failed) })}
      </p>
    </>
  );
}
