import type { Job, JobDetails } from '@sheetport/contract';
import type { ReactNode } from 'react';
import { useMay } from '../../../api/use-may.ts';
import { useTranslation } from '../../../i18n/use-translation.ts';
import { Link } from '../../../routing/link.tsx';
import { useFormats } from '../../../ui/format.ts';
import { fileLink, jobLink, tableLink } from '../../../ui/links.ts';
import { useNames } from '../../../ui/use-names.ts';
import css from './details.module.css';

type Mode = 'insert' | 'upsert' | 'update' | 'replace';

/** What was requested, and what the job belongs to. */
export function Settings({ job, details }: { job: Job; details: JobDetails }) {
  const { t } = useTranslation();
  const format = useFormats();
  const mayImport = useMay()('table.import', job);
  const nameOf = useNames();
  const { effective, requested } = details;
  const lines: [name: string, value: ReactNode][] = [];
  if (details.fileName && job.fileId)
    lines.push([
      t('history.file'),
      <span key="file">
        {mayImport ? <Link {...fileLink(job.fileId)}>{details.fileName}</Link> : details.fileName}
        <span className="muted small">
          {' · '}
          {details.fileUntil ? t('history.until', { when: format.moment(details.fileUntil) }) : t('history.goneFile')}
        </span>
      </span>,
    ]);
  else if (job.kind === 'export')
    lines.push([
      t('history.file'),
      details.fileUntil ? t('history.until', { when: format.moment(details.fileUntil) }) : t('history.goneFile'),
    ]);
  if (details.tableName && job.tableId)
    lines.push([
      t('history.table'),
      <Link key="table" {...tableLink(job.tableId)}>
        {details.tableName}
      </Link>,
    ]);
  if (effective) {
    if (effective.sheet) lines.push([t('history.sheet'), effective.sheet]);
    lines.push([
      t('history.headerRow'),
      effective.headerRow === 0 ? t('history.noHeader') : format.count(effective.headerRow),
    ]);
    lines.push([t('history.mode'), t(`import.modes.${effective.mode as Mode}`)]);
    lines.push([t('history.key'), effective.key.length > 0 ? effective.key.join(', ') : t('history.noKey')]);
    lines.push([t('history.onReject'), t(effective.onReject === 'abort' ? 'history.abort' : 'history.skip')]);
  }
  if (job.kind === 'export') {
    const { format: written, columns, filter, sort } = requested as Record<string, unknown>;
    lines.push([t('history.format'), `.${String(written ?? 'xlsx')}`]);
    lines.push([
      t('history.columns'),
      Array.isArray(columns) ? columns.map(String).join(', ') : t('history.allColumns'),
    ]);
    if (filter || sort) lines.push([t('history.filtered'), t('history.filteredYes')]);
  }
  if (requested.dryRun === true) lines.push([t('dryRun.badge'), t('history.dryRun')]);
  if (details.undoUntil) lines.push([t('history.undoUntil'), format.moment(details.undoUntil)]);
  if (job.parentId)
    lines.push([
      t('history.parent'),
      <Link key="parent" {...jobLink(job.parentId)}>
        {t('job.seeParent')}
      </Link>,
    ]);
  if (details.children.length > 0)
    lines.push([
      t('history.children'),
      <ul key="children" className={css.children}>
        {details.children.map((child) => (
          <li key={child.id}>
            <Link {...jobLink(child.id)}>{t(`kind.${child.kind}`)}</Link>
            <span className="muted small">
              {' · '}
              {t(`state.${child.state}`)} · {format.moment(child.createdAt)}
            </span>
          </li>
        ))}
      </ul>,
    ]);
  if (job.priority === 'high' || job.priority === 'low')
    lines.push([t('history.priority'), t(`history.${job.priority}`)]);
  if (details.createdBy) lines.push([t('history.who'), nameOf(details.createdBy)]);
  lines.push([t('history.id'), <code key="id">{job.id}</code>]);
  return (
    <section className={css.part} aria-labelledby="settings">
      <h3 id="settings">{t('history.settings')}</h3>
      <dl className={css.settings}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
