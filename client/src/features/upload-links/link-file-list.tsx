import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { linkFilesQuery } from '../../api/upload-links.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './upload-links.module.css';

const COLORS = { checking: 'gray', importing: 'blue', done: 'green', refused: 'red', failed: 'red' } as const;

/** What came in by a link, each with its job. */
export function LinkFileList({ linkId }: { linkId: string }) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(60_000);
  const query = useQuery(linkFilesQuery(linkId));
  if (query.isPending) return <LinesSkeleton lines={2} />;
  if (!query.data) return <QueryError query={query} />;
  const { files } = query.data;
  if (files.length === 0) return <p className="muted small">{t('uploadLinks.nothing')}</p>;
  return (
    <ul className={css.files} aria-label={t('uploadLinks.show')}>
      {files.map(({ id, name, sentAt, state, missing, counts, jobId, triesAt }) => (
        <li key={id} className="row wrap" style={{ gap: 8 }}>
          <span className="one-line">{name}</span>
          <Badge variant="light" color={COLORS[state]}>
            {t(`send.${state}`)}
          </Badge>
          <span className="muted small">
            {format.ago(sentAt, now)}
            {counts && ` · ${t('send.doneText', { added: counts.inserted, changed: counts.updated })}`}
            {triesAt !== null && ` · ${t('uploadLinks.again', { at: format.moment(triesAt) })}`}
            {missing.length > 0 && ` · ${t('send.missing', { headings: missing.join(', ') })}`}
          </span>
          {jobId !== null && (
            <Link to="/jobs/$jobId" params={{ jobId }} className="small">
              {t('uploadLinks.openJob')}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
