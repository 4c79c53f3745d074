import { Button, Menu } from '@mantine/core';
import type { AuditFilter } from '@sheetport/contract';
import { IconDownload, IconListSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { auditFile, auditQuery } from '../../api/people.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { readAuditSearch } from '../../routing/filter-params.ts';
import { changeSearch, useSearch } from '../../routing/router.ts';
import { Empty } from '../../ui/empty.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import css from './audit.module.css';
import { EventLine } from './event-line.tsx';
import { AuditFilters } from './filters.tsx';

/** Who did what; for owners. */
export function AuditScreen() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('audit.title'));
  if (may('audit.see')) return <AuditTrail />;
  return (
    <EmptyPage
      icon={<IconListSearch size={22} stroke={1.6} />}
      title={t('audit.ownersOnly')}
      text={t('audit.ownersOnlyText')}
    />
  );
}

function AuditTrail() {
  const { t } = useTranslation();
  const search = useSearch('/people/audit');
  const filter = useMemo(() => readAuditSearch(search), [search]);
  const query = useInfiniteQuery(auditQuery(filter));
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  const filtered = Object.keys(filter).length > 0;
  const set = useCallback(
    (fields: AuditFilter) => changeSearch('/people/audit', (before) => readAuditSearch({ ...before, ...fields })),
    [],
  );
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{t('audit.title')}</h1>
          <p className="muted">{t('audit.lead')}</p>
        </div>
        <DownloadMenu filter={filter} />
      </div>
      <AuditFilters filter={filter} onChange={set} />
      {error && events.length === 0 ? (
        <QueryError query={query} />
      ) : isPending ? (
        <LinesSkeleton lines={8} />
      ) : events.length === 0 ? (
        <div className="panel">
          <Empty
            icon={<IconListSearch size={22} stroke={1.6} />}
            title={t(filtered ? 'audit.noneFit' : 'audit.none')}
            {...(filtered ? {} : { text: t('audit.noneText') })}
          >
            {filtered && (
              <Button variant="default" onClick={() => changeSearch('/people/audit', () => ({}))}>
                {t('audit.clear')}
              </Button>
            )}
          </Empty>
        </div>
      ) : (
        <>
          <p className="muted small digits" role="status">
            {t(hasNextPage ? 'audit.more' : 'audit.count', { count: events.length })}
          </p>
          <ul className={`${css.list} panel`} aria-label={t('audit.title')}>
            {events.map((event) => (
              <EventLine key={event.id} event={event} onObject={(objectId) => set({ objectId })} />
            ))}
          </ul>
          {error && <QueryError query={query} />}
          {hasNextPage && (
            <div className={css.more}>
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t('audit.older')}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function DownloadMenu({ filter }: { filter: AuditFilter }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={17} stroke={1.8} />}>
          {t('audit.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={auditFile(filter, 'csv')} download>
          {t('audit.asCsv')}
        </Menu.Item>
        <Menu.Item component="a" href={auditFile(filter, 'jsonl')} download>
          {t('audit.asJsonLines')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
