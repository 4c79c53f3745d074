import { Button } from '@mantine/core';
import {
  IconChevronRight,
  IconCloudUpload,
  IconFileSpreadsheet,
  IconHistory,
  IconSparkles,
  IconTable,
} from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesQuery, jobsQuery, tablesQuery } from '../../api/queries.ts';
import { Note } from '../../ui/alert.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { Empty } from '../../ui/empty.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { JobList } from '../history/job-list.tsx';
import { TableList } from '../tables/table-list.tsx';
import { useIntake } from '../upload/file-drop.tsx';
import { useUploads } from '../upload/upload.ts';
import { UploadCard } from '../upload/upload-card.tsx';
import css from './home.module.css';
import { Steps } from './steps.tsx';
import { waitingFiles } from './waiting-files.ts';

const RECENT = 8;
const TABLES = 6;

export function Home() {
  const { t } = useTranslation();
  const uploads = useUploads();
  const jobs = useInfiniteQuery(jobsQuery({}));
  const tables = useQuery(tablesQuery);
  const files = useQuery(filesQuery);
  useTitle(undefined);

  const allJobs = jobs.data?.pages.flatMap((page) => page.jobs) ?? [];
  // Inspections are part of choosing columns, not something a person asked for.
  const recent = allJobs.filter((job) => job.kind !== 'inspect').slice(0, RECENT);
  const allTables = tables.data?.tables ?? [];
  const waiting = waitingFiles(files.data?.files ?? [], allJobs, uploads);
  const loading = jobs.isPending || tables.isPending;
  const newcomer = !loading && recent.length === 0 && allTables.length === 0;

  return (
    <div className="page">
      <h1 className={newcomer ? css.headline : css.title}>{newcomer ? t('home.headline') : t('home.title')}</h1>
      {newcomer && <p className={css.lead}>{t('home.lead')}</p>}
      <DropZone small={!newcomer} />
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
      {waiting.length > 0 && <WaitingFiles files={waiting} />}
      {newcomer ? (
        <Steps />
      ) : (
        <>
          <section className="stack" aria-labelledby="recent">
            <div className="row between">
              <h2 id="recent">{t('home.recent')}</h2>
              {recent.length > 0 && (
                <Link to="/jobs" className="small">
                  {t('action.seeAll')}
                </Link>
              )}
            </div>
            {jobs.isPending ? (
              <LinesSkeleton />
            ) : (
              <div className="panel">
                {recent.length > 0 ? (
                  <JobList jobs={recent} label={t('home.recent')} />
                ) : (
                  <Empty
                    icon={<IconHistory size={22} stroke={1.6} />}
                    title={t('home.noRecent')}
                    text={t('home.noRecentText')}
                  />
                )}
              </div>
            )}
          </section>
          <section className="stack" aria-labelledby="tables">
            <div className="row between">
              <h2 id="tables">{t('home.tables')}</h2>
              {allTables.length > TABLES && (
                <Link to="/tables" className="small">
                  {t('action.seeAll')}
                </Link>
              )}
            </div>
            {tables.isPending ? (
              <LinesSkeleton lines={3} />
            ) : (
              <div className="panel">
                {allTables.length > 0 ? (
                  <TableList tables={allTables.slice(0, TABLES)} label={t('home.tables')} />
                ) : (
                  <Empty
                    icon={<IconTable size={22} stroke={1.6} />}
                    title={t('home.noTables')}
                    text={t('home.noTablesText')}
                  />
                )}
              </div>
            )}
          </section>
        </>
      )}
    </div>
  );
}

function DropZone({ small }: { small: boolean }) {
  const { t } = useTranslation();
  const format = useFormats();
  const intake = useIntake();
  const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  return (
    <div className={`${css.zone} ${small ? css.small : ''}`}>
      <button type="button" className={css.target} onClick={() => intake.pick()} aria-describedby="drop-formats">
        <span className={css.cloud} aria-hidden="true">
          <IconCloudUpload size={small ? 22 : 30} stroke={1.5} />
        </span>
        <span className={css.words}>
          <span className={css.drop}>
            {t('home.drop')} {t('home.dropOr')} <span className={css.choose}>{t('home.choose')}</span>
          </span>
          <span id="drop-formats" className={css.formats}>
            {t('home.formats', { size: format.bytes(intake.maxBytes) })}
          </span>
        </span>
      </button>
      <div className={css.also}>
        {!small && (
          <span className={css.paste}>
            {t('home.paste', { keys: '\u0000' })
              .split('\u0000')
              .flatMap((text, at) => (at === 0 ? [text] : [<kbd key="keys">{isMac ? '⌘ V' : 'Ctrl V'}</kbd>, text]))}
          </span>
        )}
        <SampleButton small={small} />
      </div>
    </div>
  );
}

function SampleButton({ small }: { small: boolean }) {
  const { t } = useTranslation();
  const intake = useIntake();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const run = async () => {
    setState('busy');
    try {
      const response = await fetch('/sample-orders.xlsx');
      if (!response.ok) throw new Error(response.statusText);
      const bytes = await response.blob();
      setState('idle');
      intake.take([
        new File([bytes], 'sample-orders.xlsx', {
          type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        }),
      ]);
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <Button
        variant={small ? 'subtle' : 'default'}
        size={small ? 'compact-sm' : 'sm'}
        leftSection={<IconSparkles size={16} stroke={1.6} />}
        loading={state === 'busy'}
        onClick={() => void run()}
      >
        {t('home.sample')}
      </Button>
      {state === 'failed' && (
        <div style={{ flexBasis: '100%' }}>
          <Note tone="bad">{t('home.sampleFailed')}</Note>
        </div>
      )}
    </>
  );
}

function WaitingFiles({ files }: { files: ReturnType<typeof waitingFiles> }) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(15_000);
  return (
    <section className="stack" aria-labelledby="waiting">
      <h2 id="waiting">{t('home.waitingFiles')}</h2>
      <ul className={`${css.files} panel`}>
        {files.map((file) => (
          <li key={file.id}>
            <Link to="/import/$fileId" params={{ fileId: file.id }} search={{}} className={`${css.file} plain-link`}>
              <IconFileSpreadsheet size={18} stroke={1.6} className={css.fileIcon} aria-hidden="true" />
              <span className={`${css.fileName} one-line`} title={file.name}>
                {file.name}
              </span>
              <span className={`${css.fileState} muted small one-line`}>{t(`fileState.${file.state}`)}</span>
              <span className="muted small digits">{format.bytes(file.bytes)}</span>
              <span className={`${css.fileWhen} muted small`}>{format.ago(file.createdAt, now)}</span>
              <IconChevronRight size={16} className={css.fileIcon} aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
