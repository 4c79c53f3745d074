import type { Job } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Note } from '../../ui/alert.tsx';
import css from './issue-groups.module.css';
import { GroupList } from './issue-groups.tsx';

/** Violations of rules that only warn: the rows are imported. */
export function Warnings({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { warnings = [], dryRun = false } = job.result ?? {};
  if (warnings.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="warnings">
      <div className={css.head}>
        <h2 id="warnings">{t(dryRun ? 'rules.warningsWould' : 'rules.warnings')}</h2>
        <p className="muted small">{t('rules.warningsExplain')}</p>
      </div>
      <GroupList groups={warnings} />
    </section>
  );
}

/** Rows that were made in other tables, so that this import's rows have something to refer to. */
export function Created({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { created = [], dryRun = false } = job.result ?? {};
  return created.map(({ tableId, name, count }) => (
    <Note key={tableId} tone="plain">
      {t(dryRun ? 'rules.wouldCreate' : 'rules.created', { count, table: name })}{' '}
      <Link to="/tables/$tableId" params={{ tableId }}>
        {t('job.seeTable')}
      </Link>
    </Note>
  ));
}
