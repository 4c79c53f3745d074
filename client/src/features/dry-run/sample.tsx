import { VisuallyHidden } from '@mantine/core';
import type { Table, Value } from '@sheetport/contract';
import { useTranslation } from 'react-i18next';
import css from './dry-run.module.css';
import { type Change, differs, kindOf, sampleColumns, valueIn } from './sample-changes.ts';

/** Some of the rows that would change, cell by cell: the old value struck through beside the new. */
export function Sample({
  sample,
  total,
  table,
}: {
  sample: readonly Change[];
  /** All rows that would change. */
  total: number;
  table: Table | undefined;
}) {
  const { t } = useTranslation();
  const columns = sampleColumns(sample, table);
  return (
    <section className="panel" aria-labelledby="sample" style={{ overflow: 'hidden' }}>
      <div className={css.head}>
        <h2 id="sample">{t('dryRun.sample')}</h2>
        <p className="muted small">
          {t('dryRun.sampleExplain', { shown: sample.length, count: Math.max(total, sample.length) })}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={css.scroller} tabIndex={0} aria-label={t('dryRun.sampleTable')}>
        <table className={`${css.sample} digits`}>
          <thead>
            <tr>
              <th scope="col">{t('dryRun.what')}</th>
              {columns.map((column) => (
                <th key={column.name} scope="col">
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((change) => {
              const kind = kindOf(change);
              return (
                <tr key={`${kind}${JSON.stringify(change.key)}`} className={css[kind]}>
                  <th scope="row">
                    <span className={css.kind}>{t(`dryRun.${kind}`)}</span>
                  </th>
                  {columns.map(({ name }) => {
                    const old = valueIn(change.before, name);
                    const now = valueIn(change.after, name);
                    if (!differs(change, name))
                      return (
                        <td key={name} className={css.same}>
                          <Shown
                            value={
                              kind === 'removed'
                                ? old
                                : change.after && name in change.after
                                  ? now
                                  : (change.key[name] ?? null)
                            }
                          />
                        </td>
                      );
                    return (
                      <td key={name} className={css.changed}>
                        <VisuallyHidden>{t('dryRun.old')} </VisuallyHidden>
                        <del>
                          <Shown value={old} />
                        </del>{' '}
                        <span aria-hidden="true">→</span> <VisuallyHidden>{t('dryRun.new')} </VisuallyHidden>
                        <ins>
                          <Shown value={now} />
                        </ins>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Shown({ value }: { value: Value }) {
  const { t } = useTranslation();
  if (value === null || value === '') return <span className="muted">{t('value.empty')}</span>;
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  const text = String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
