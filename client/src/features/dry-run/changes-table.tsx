import { VisuallyHidden } from '@mantine/core';
import type { Change, Value } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import css from './dry-run.module.css';
import { differs, type ShownColumn, valueIn } from './sample-changes.ts';

/** Rows that would change, cell by cell: the old value struck through beside the new. */
export function ChangesTable({ changes, columns }: { changes: readonly Change[]; columns: readonly ShownColumn[] }) {
  const { t } = useTranslation();
  const format = useFormats();
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={css.scroller} tabIndex={0} aria-label={t('dryRun.sampleTable')}>
        <table className={`${css.sample} digits`}>
          <thead>
            <tr>
              <th scope="col">{t('dryRun.row')}</th>
              <th scope="col">{t('dryRun.what')}</th>
              {columns.map((column) => (
                <th key={column.name} scope="col">
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.position} className={css[change.kind]}>
                <td className="muted">{change.row === null ? '' : format.count(change.row)}</td>
                <th scope="row">
                  <span className={css.kind}>{t(`dryRun.${change.kind}`)}</span>
                </th>
                {columns.map(({ name }) => (
                  <ChangeCell key={name} change={change} name={name} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function ChangeCell({ change, name }: { change: Change; name: string }) {
  const { t } = useTranslation();
  const before = valueIn(change.before, name);
  const after = valueIn(change.after, name);
  if (!differs(change, name))
    return (
      <td className={css.same}>
        <Shown value={change.kind === 'removed' ? before : after} />
      </td>
    );
  return (
    <td className={css.changed}>
      <VisuallyHidden>{t('dryRun.old')} </VisuallyHidden>
      <del>
        <Shown value={before} />
      </del>{' '}
      <span aria-hidden="true">→</span> <VisuallyHidden>{t('dryRun.new')} </VisuallyHidden>
      <ins>
        <Shown value={after} />
      </ins>
    </td>
  );
}

function Shown({ value }: { value: Value }) {
  const { t } = useTranslation();
  if (value === null || value === '') return <span className="muted">{t('value.empty')}</span>;
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  const text = String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
