import type { IssueGroup, Job } from '@sheetport/contract';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { rejectsQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { CorrectionsEditor } from './corrections-editor.tsx';
import { filterOf } from './issue-group.ts';

/** The rejected rows of an import, to be corrected here or in Excel, and sent again. */
export function CorrectionsPanel({ job }: { job: Job }) {
  const { t } = useTranslation();
  const [group, setGroup] = useState<IssueGroup | null>(null);
  const [starts, setStarts] = useState<readonly number[]>([0]);
  const behind = starts.at(-1) ?? 0;
  const query = useInfiniteQuery(rejectsQuery(job.id, group ? filterOf(group) : undefined, behind));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const [columns, setColumns] = useState<readonly string[]>([]);
  const known = query.data?.pages[0]?.columns;
  if (known && known.length > 0 && known.join() !== columns.join()) setColumns(known);
  if (!query.data && query.error) return <QueryError query={query} />;
  if (query.isPending && columns.length === 0) return <LinesSkeleton />;
  if (query.data && rows.length === 0 && behind === 0 && !group)
    return (
      <div className="panel">
        <Empty
          icon={<IconCircleCheck size={22} stroke={1.6} />}
          title={t('corrections.allFixed')}
          text={t('corrections.allFixedText')}
        />
      </div>
    );
  return (
    <CorrectionsEditor
      job={job}
      rows={rows}
      columns={columns}
      group={group}
      starts={starts}
      more={{ has: query.hasNextPage, loading: query.isFetching, load: () => void query.fetchNextPage() }}
      onGroup={(next) => {
        setGroup(next);
        setStarts([0]);
      }}
      onStarts={setStarts}
    />
  );
}
