import type { Job } from '@sheetport/contract';
import { IconCircleCheck, IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { jobQuery, tableQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Figure } from '../../ui/figure.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { jobLink, tableLink } from '../../ui/links.ts';
import outcome from '../../ui/outcome.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useDuration } from '../../ui/use-duration.ts';
import css from './undo.module.css';

/** The result of an undo: rows that were removed, restored, and kept because somebody changed them since. */
export function UndoResult({ job }: { job: Job }) {
  const { t } = useTranslation();
  const duration = useDuration(job);
  const {
    removed = 0,
    restored = 0,
    kept = 0,
    keptKeys = [],
    dropped = false,
    removedElsewhere = 0,
    correctionImports = 0,
    undoneImports = 0,
  } = job.result ?? {};
  const { data: undone } = useQuery({ ...jobQuery(job.parentId ?? ''), enabled: job.parentId !== null });
  const isEdit = undone?.kind === 'edit';
  const summary =
    kept > 0
      ? t(isEdit ? 'editPage.wasUndoneButKept' : 'undo.doneKept', { count: kept })
      : removed + restored === 0 && !dropped
        ? t(isEdit ? 'editPage.nothingLeft' : 'undo.nothing')
        : t(isEdit ? 'editPage.wasUndone' : 'undo.doneAll');
  const tableId = dropped ? null : (job.result?.tableId ?? job.tableId);
  const { data: table } = useQuery({ ...tableQuery(tableId ?? ''), enabled: tableId !== null && kept > 0 });
  const formatKey = (key: readonly string[]) =>
    key
      .map((value, at) => {
        const name = table?.key.length === key.length ? table.key[at] : undefined;
        const label = table?.columns.find((column) => column.name === name)?.label;
        return label ? `${label}: ${value}` : value;
      })
      .join(' · ');
  return (
    <section className={`${outcome.ended} panel`}>
      <ProgressBar job={job} thin />
      <div className={outcome.outcome}>
        <IconCircleCheck size={26} stroke={1.6} className={outcome.good} aria-hidden="true" />
        <div style={{ minWidth: 0 }}>
          <p className={outcome.summary}>{summary}</p>
          <p className="muted digits">
            {[t('rows', { count: removed + restored }), duration].filter(Boolean).join(' ')}
            {undoneImports > 0 && ` · ${t('undo.batchDone', { count: undoneImports })}`}
            {correctionImports > 0 && ` · ${t('correctionImports.cascadeUndone', { count: correctionImports })}`}
            {dropped && ` · ${t('undo.dropped')}`}
            {removedElsewhere > 0 && ` · ${t('rules.removedElsewhere', { count: removedElsewhere })}`}
          </p>
        </div>
      </div>
      <dl className={outcome.counts}>
        <Figure name={t('undo.figureRemoved')} value={removed} />
        <Figure name={t('undo.figureRestored')} value={restored} />
        <Figure name={t('undo.figureKept')} value={kept} warn />
      </dl>
      {keptKeys.length > 0 && (
        <div className={css.kept}>
          <h2 id="kept">{t('undo.keptTitle')}</h2>
          <ul aria-labelledby="kept" className={`${css.keys} digits`}>
            {keptKeys.map((key) => (
              <li key={JSON.stringify(key)}>{formatKey(key)}</li>
            ))}
            {kept > keptKeys.length && (
              <li className={css.more}>{t('undo.keptMore', { count: kept - keptKeys.length })}</li>
            )}
          </ul>
        </div>
      )}
      <div className={outcome.buttons}>
        {tableId && (
          <LinkButton {...tableLink(tableId)} leftSection={<IconTable size={17} stroke={1.8} />}>
            {t('job.seeTable')}
          </LinkButton>
        )}
        {job.parentId && (
          <LinkButton {...jobLink(job.parentId)} variant="default">
            {t(isEdit ? 'editPage.see' : 'undo.seeImport')}
          </LinkButton>
        )}
      </div>
    </section>
  );
}
