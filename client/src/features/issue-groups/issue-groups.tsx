import type { IssueGroup, Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { issuesQuery } from '../../api/queries.ts';
import { formatIssue } from '../../i18n/format-issue.ts';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type Formats, useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './issue-groups.module.css';

/** Of the bar that compares the groups, in pixels. */
const WIDEST = 320;

/** The issues of an import, grouped by column and code, the most frequent first. */
export function IssueGroups({ job }: { job: Job }) {
  const { t } = useTranslation();
  const query = useQuery(issuesQuery(job.id));
  if (query.isPending) return <LinesSkeleton lines={3} />;
  if (!query.data) return <QueryError query={query} />;
  return (
    <section className="panel" aria-labelledby="issues">
      <div className={css.head}>
        <h2 id="issues">{t('dryRun.issues')}</h2>
        <p className="muted small">{t('dryRun.issuesExplain')}</p>
      </div>
      <GroupList groups={query.data.filter(({ severity }) => severity !== 'warning')} />
    </section>
  );
}

/** Groups as lines, each with a bar that compares it to the others. */
export function GroupList({ groups }: { groups: readonly IssueGroup[] }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const most = Math.max(1, ...groups.map((group) => group.count));
  return (
    <ul className={css.groups}>
      {groups.map((group) => (
        <li key={JSON.stringify([group.column, group.code, group.details, group.severity])} className={css.group}>
          <span className={`${css.count} digits`}>{format.count(group.count)}</span>
          <div className={css.what}>
            <p>
              <strong>{group.column || t('dryRun.wholeRow')}</strong> {formatGroup(group, t, i18n)}
            </p>
            <p className="muted small digits">{formatLocation(group, t, format)}</p>
            <div className={css.share} style={{ width: `${(group.count / most) * WIDEST}px` }} aria-hidden="true" />
          </div>
        </li>
      ))}
    </ul>
  );
}

function formatGroup(group: IssueGroup, t: Translate, language: Parameters<typeof formatIssue>[2]): string {
  // Without the message: beside the column's name the short form reads on.
  return formatIssue({ ...group, message: '' }, t, language) || group.message;
}

function formatLocation({ rows, count, examples }: IssueGroup, t: Translate, format: Formats): string {
  const listed = rows.map((row) => format.count(row)).join(', ');
  const where = t(rows.length === 1 && count === 1 ? 'dryRun.issueRow' : 'dryRun.issueRows', { rows: listed });
  const quoted = examples.map((example) => `“${example}”`).join(', ');
  return [
    count > rows.length ? `${where} ${t('dryRun.issueMore')}` : where,
    quoted && t('dryRun.issueExamples', { examples: quoted }),
  ]
    .filter(Boolean)
    .join(' · ');
}
