import type { Job, Table, Value } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './replace.module.css';

/** Changes that are shown: enough to judge by. */
const SHOWN = 12;

/** What a replacement would change: how much, and some of it. */
export function ReplacePreview({ table, job }: { table: Table; job: Job }) {
  const { t } = useTranslation();
  const { cells = 0, sample = [] } = job.result ?? {};
  const labels = new Map(table.columns.map(({ name, label }) => [name, label]));
  const changes = sample.flatMap(({ key, before, after }, at) =>
    Object.entries(after ?? {}).flatMap(([name, value]) => {
      const was = before && Object.hasOwn(before, name) ? before[name]! : null;
      return was === value
        ? []
        : [{ id: `${at} ${name}`, key: Object.values(key), label: labels.get(name) ?? name, was, value }];
    }),
  );
  if (cells === 0) return <p>{t('replace.nothing')}</p>;
  return (
    <div className="stack" style={{ gap: 8 }}>
      <p>
        {t('replace.wouldChange', { count: cells })} · {t('rows', { count: job.counts.updated })}
        {job.counts.rejected > 0 && ` · ${t('replace.rejected', { count: job.counts.rejected })}`}
      </p>
      <ul className={css.changes} aria-label={t('replace.sample')}>
        {changes.slice(0, SHOWN).map(({ id, key, label, was, value }) => (
          <li key={id}>
            <span className="muted small one-line">
              {label}
              {key.length > 0 && ` · ${key.join(' · ')}`}
            </span>
            <span className={css.change}>
              <del>{show(was)}</del> → <ins>{show(value) || t('value.empty')}</ins>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function show(value: Value): string {
  return value === null ? '' : String(value);
}
