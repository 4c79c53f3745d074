import { type File, isOver } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../../api/queries.ts';
import { useWatch } from '../../api/socket.ts';
import { formatAppError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useFormats } from '../../ui/format.ts';
import { Bar } from '../../ui/progress-bar.tsx';
import css from './batch.module.css';
import { isRead } from './group-sheets.ts';

/** Files that are not inspected yet, cannot be read, or are imported apart from the others. */
export function FileList({ files }: { files: readonly File[] }) {
  const { t } = useTranslation();
  const odd = files.filter((file) => !isRead(file) || file.state !== 'ready' || file.correctsJobId || isEmpty(file));
  const hidden = files.flatMap((file) =>
    (file.sheets ?? []).filter((sheet) => sheet.hidden && sheet.columns.length > 0).map((sheet) => ({ file, sheet })),
  );
  if (odd.length + hidden.length === 0) return null;
  return (
    <section className="panel" aria-label={t('batch.files')}>
      <ul className={css.files}>
        {odd.map((file) => (
          <FileLine key={file.id} file={file} />
        ))}
        {hidden.map(({ file, sheet }) => (
          <li key={`${file.id} ${sheet.index}`}>
            <span className={css.name}>{`${file.name} · ${sheet.name}`}</span>
            <span className="small muted">{t('batch.hidden')}</span>
            <Link to="/import/$fileId" params={{ fileId: file.id }} search={{ sheet: sheet.index }} className="small">
              {t('batch.open')}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isEmpty(file: File): boolean {
  return file.sheets?.every((sheet) => sheet.columns.length === 0 || sheet.rows === 0) === true;
}

function FileLine({ file }: { file: File }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const waits = !isRead(file);
  useWatch(waits ? file.inspectionId : null);
  const { data: job } = useQuery({
    ...jobQuery(file.inspectionId ?? ''),
    enabled: waits && file.inspectionId !== null,
  });
  const fraction = job && !isOver(job.state) ? job.progress.fraction : 0;
  const words = waits
    ? format.percent(fraction)
    : file.error
      ? formatAppError(file.error, t, i18n)
      : file.correctsJobId
        ? t('batch.corrections')
        : file.state === 'gone'
          ? t('import.gone')
          : t('batch.nothing');
  return (
    <li>
      <span className={css.name} title={file.name}>
        {file.name}
      </span>
      {waits && (
        <span className={css.bar}>
          <Bar fraction={fraction} tone="going" label={t('progress.label', { title: file.name })} text={words} thin />
        </span>
      )}
      <span className="small muted digits">{words}</span>
      {file.correctsJobId && (
        <Link to="/import/$fileId" params={{ fileId: file.id }} className="small">
          {t('batch.open')}
        </Link>
      )}
    </li>
  );
}
