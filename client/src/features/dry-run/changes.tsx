import { Button, SegmentedControl } from '@mantine/core';
import type { ChangeKind, Job, Table } from '@sheetport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { ChangesTable } from './changes-table.tsx';
import css from './dry-run.module.css';
import { orderColumns } from './sample-changes.ts';

type Found = NonNullable<NonNullable<Job['result']>['changes']>;

/** All rows that would change, page by page, with how often each column changes. */
export function Changes({ job, found, table }: { job: Job; found: Found; table: Table | undefined }) {
  const { t } = useTranslation();
  const format = useFormats();
  const counts = { updated: found.updated, removed: found.removed, added: found.added };
  const kinds = (['updated', 'removed', 'added'] as const).filter((kind) => counts[kind] > 0);
  const [kind, setKind] = useState<ChangeKind | undefined>(undefined);
  const query = useInfiniteQuery(changesQuery(job.id, kind));
  const changes = query.data?.pages.flatMap((page) => page.changes) ?? [];
  const total = kind ? counts[kind] : found.updated + found.removed + found.added;
  const changed = found.columns.filter((column) => column.changed > 0);
  const columns = table ? orderColumns(found.columns, table.key) : found.columns;
  return (
    <section className="panel" aria-labelledby="changes" style={{ overflow: 'hidden' }}>
      <div className={css.head}>
        <div className="row between wrap">
          <h2 id="changes">{t('dryRun.sample')}</h2>
          {kinds.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label={t('dryRun.what')}
              value={kind ?? 'all'}
              onChange={(value) => setKind(kinds.find((one) => one === value))}
              data={[
                { value: 'all', label: t('dryRun.all') },
                ...kinds.map((one) => ({ value: one, label: `${t(`dryRun.${one}`)} ${format.count(counts[one])}` })),
              ]}
            />
          )}
        </div>
        {changed.length > 0 && (
          <ul className={`${css.perColumn} small digits`} aria-label={t('dryRun.perColumn')}>
            {changed.map((column) => (
              <li key={column.name}>
                <strong>{column.label}</strong> {t('dryRun.cells', { count: column.changed })}
              </li>
            ))}
          </ul>
        )}
      </div>
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : query.error && changes.length === 0 ? (
        <QueryError query={query} />
      ) : (
        <ChangesTable changes={changes} columns={columns} />
      )}
      <div className={css.foot}>
        <p className="muted small digits" role="status">
          {t('dryRun.sampleExplain', { shown: changes.length, count: total })}
        </p>
        {query.hasNextPage && (
          <Button
            size="xs"
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('dryRun.more')}
          </Button>
        )}
      </div>
    </section>
  );
}
