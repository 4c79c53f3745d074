import type { WorkerState } from '@sheetport/contract';
import { IconServer } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { useFormats } from '../../ui/format.ts';
import css from './monitor.module.css';

const LANES = ['inspect', 'small', 'large', 'exports'] as const;

/** The worker processes: whether they live, what they run, and what they hold. */
export function WorkerList({ workers, now }: { workers: readonly WorkerState[]; now: number }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="workers" className="stack">
      <h2 id="workers">{t('monitor.workers')}</h2>
      {workers.length === 0 ? (
        <div className="panel">
          <Empty
            icon={<IconServer size={22} stroke={1.6} />}
            title={t('monitor.noWorkers')}
            text={t('monitor.noWorkersText')}
          />
        </div>
      ) : (
        <ul className={`${css.list} panel`}>
          {workers.map((worker) => (
            <WorkerLine key={worker.name} worker={worker} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

function WorkerLine({ worker, now }: { worker: WorkerState; now: number }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { name, alive, version, memoryBytes, seenAt, slots, running } = worker;
  const all = Object.values(slots).reduce((sum, one) => sum + one, 0);
  const lanes = LANES.filter((lane) => (slots[lane] ?? 0) > 0).map(
    (lane) => `${t(`monitor.lane.${lane}`)} ${format.count(slots[lane]!)}`,
  );
  return (
    <li className={css.line}>
      <div className={css.what}>
        <p className={css.name}>{name}</p>
        <p className="muted small digits">{lanes.join(' · ')}</p>
      </div>
      <dl className={`${css.facts} digits`}>
        <Fact name={t('monitor.version')} value={version ?? t('monitor.unknown')} />
        <Fact name={t('monitor.memory')} value={format.bytes(memoryBytes)} />
        <Fact name={t('monitor.seen')} value={format.ago(seenAt, now)} />
      </dl>
      <span className={alive ? css.good : css.bad}>
        {alive ? t('monitor.busy', { running: running.length, slots: all }) : t('monitor.silent')}
      </span>
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="muted small">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
