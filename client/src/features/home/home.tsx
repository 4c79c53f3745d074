import type { Folder, Job, Table } from '@sheetport/contract';
import { IconHistory, IconTable } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { filesQuery, foldersQuery, jobsQuery, tablesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { JobList } from '../history/job-list.tsx';
import { groupTables } from '../tables/group-tables.ts';
import { TableGroups } from '../tables/table-groups.tsx';
import { useFileDrop } from '../upload/file-drop.tsx';
import { useUploads } from '../upload/upload.ts';
import { UploadCard } from '../upload/upload-card.tsx';
import { DropZone } from './drop-zone.tsx';
import css from './home.module.css';
import { Steps } from './steps.tsx';
import { waitingFiles } from './waiting-files.ts';
import { WaitingFiles } from './waiting-files-list.tsx';

const RECENT = 8;
const TABLES = 6;

export function Home() {
  const { t } = useTranslation();
  const { allowed } = useFileDrop();
  const uploads = useUploads();
  const jobs = useInfiniteQuery(jobsQuery({}));
  const tables = useQuery(tablesQuery);
  const files = useQuery(filesQuery);
  const folders = useQuery(foldersQuery);
  useTitle(undefined);

  const allJobs = jobs.data?.pages.flatMap((page) => page.jobs) ?? [];
  // Inspections are part of choosing columns, not jobs that a person started.
  const recent = allJobs.filter((job) => job.kind !== 'inspect').slice(0, RECENT);
  const allTables = tables.data?.tables ?? [];
  const waiting = waitingFiles(files.data?.files ?? [], allJobs, uploads);
  // All of it is drawn at once, so that nothing on the page moves when one answer comes later than another.
  const loading = jobs.isPending || tables.isPending || files.isPending || folders.isPending;
  const isEmpty = !loading && recent.length === 0 && allTables.length === 0;
  const newcomer = isEmpty && allowed;

  return (
    // A first visit gets a page of its own instead of one that is rearranged.
    <div className="page" key={newcomer ? 'first' : 'home'}>
      <h1 className={newcomer ? css.headline : css.title}>{newcomer ? t('home.headline') : t('home.title')}</h1>
      {newcomer && <p className={css.lead}>{t('home.lead')}</p>}
      {allowed && <DropZone small={!newcomer} />}
      {uploads.length > 0 && (
        <section className="stack" aria-label={t('home.uploads')}>
          <h2>{t('home.uploads')}</h2>
          <ul className={css.cards}>
            {uploads.map((upload) => (
              <UploadCard key={upload.key} upload={upload} />
            ))}
          </ul>
        </section>
      )}
      {!loading && allowed && waiting.length > 0 && <WaitingFiles files={waiting} />}
      {loading ? (
        <LinesSkeleton lines={RECENT} />
      ) : newcomer ? (
        <Steps />
      ) : isEmpty ? (
        <div className="panel">
          <Empty icon={<IconTable size={22} stroke={1.6} />} title={t('home.noTables')} text={t('home.viewerLead')} />
        </div>
      ) : (
        <>
          <RecentJobs jobs={recent} />
          <RecentTables tables={allTables} folders={folders.data?.folders ?? []} />
        </>
      )}
    </div>
  );
}

function RecentJobs({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation();
  return (
    <section className="stack" aria-labelledby="recent">
      <div className="row between">
        <h2 id="recent">{t('home.recent')}</h2>
        {jobs.length > 0 && (
          <Link to="/jobs" className="small">
            {t('action.seeAll')}
          </Link>
        )}
      </div>
      <div className="panel">
        {jobs.length > 0 ? (
          <JobList jobs={jobs} label={t('home.recent')} />
        ) : (
          <Empty
            icon={<IconHistory size={22} stroke={1.6} />}
            title={t('home.noRecent')}
            text={t('home.noRecentText')}
          />
        )}
      </div>
    </section>
  );
}

function RecentTables({ tables, folders }: { tables: readonly Table[]; folders: readonly Folder[] }) {
  const { t } = useTranslation();
  const groups = groupTables(tables.slice(0, TABLES), folders, false);
  return (
    <section className="stack" aria-labelledby="tables">
      <div className="row between">
        <h2 id="tables">{t('home.tables')}</h2>
        {tables.length > TABLES && (
          <Link to="/tables" className="small">
            {t('action.seeAll')}
          </Link>
        )}
      </div>
      {tables.length === 0 ? (
        <div className="panel">
          <Empty icon={<IconTable size={22} stroke={1.6} />} title={t('home.noTables')} text={t('home.noTablesText')} />
        </div>
      ) : (
        <TableGroups groups={groups} label={t('home.tables')} />
      )}
    </section>
  );
}
