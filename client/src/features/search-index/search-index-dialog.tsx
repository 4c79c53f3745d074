import { Button, Modal } from '@mantine/core';
import type { SearchIndex, Table } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { createSearchIndex, deleteSearchIndex, getSearchIndex } from '../../api/rows.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { Bar } from '../../ui/progress-bar.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';

const ASK_MS = 1000;

/** Says what the search index of a table costs, makes it, shows how far it is, and removes it. */
export function SearchIndexDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const queryKey = KEYS.searchIndex(table.id);
  const known = useQuery({
    queryKey,
    queryFn: ({ signal }) => getSearchIndex(table.id, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'building' ? ASK_MS : false),
    gcTime: 0,
  });
  const index = known.data;
  const state = index?.state;
  // After a change of the index the rows are counted again.
  useEffect(() => {
    if (state !== undefined && state !== 'building')
      return () => void queryClient.invalidateQueries({ queryKey: KEYS.rowsOf(table.id) });
    return undefined;
  }, [state, table.id]);
  const run = async (what: (id: string) => Promise<SearchIndex>) => {
    setBusy(true);
    setFailure(null);
    try {
      queryClient.setQueryData(queryKey, await what(table.id));
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const error = failure ?? known.error;
  const isThere = state === 'ready' || state === 'outdated' || state === 'broken';
  const isMakeable = state === 'none' || state === 'outdated' || state === 'broken';
  return (
    <Modal opened onClose={onClose} title={t('searchIndex.title')} size="md">
      <div className="stack">
        {index ? <Facts index={index} /> : error === null && <LinesSkeleton lines={4} />}
        {error !== null && <Note tone="warn">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('action.close')}
          </Button>
          {isThere && (
            <Button variant="default" disabled={busy} onClick={() => void run(deleteSearchIndex)}>
              {t('searchIndex.remove')}
            </Button>
          )}
          {isMakeable && (
            <Button loading={busy} onClick={() => void run(createSearchIndex)}>
              {t(state === 'none' ? 'searchIndex.make' : 'searchIndex.makeAnew')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function Facts({ index }: { index: SearchIndex }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { state, reason, bytes, progress } = index;
  const size = format.bytes(bytes ?? index.expectedBytes);
  switch (state) {
    case 'ready':
      return <p>{t('searchIndex.ready', { size })}</p>;
    case 'building':
      return (
        <>
          <p>{t('searchIndex.building')}</p>
          <Bar
            fraction={progress ?? 0}
            tone="going"
            label={t('searchIndex.progress')}
            text={format.percent(progress ?? 0)}
          />
        </>
      );
    case 'unavailable':
      return (
        <>
          <p>{t('searchIndex.none')}</p>
          <Note tone="warn">{t(`searchIndex.${reason ?? 'table'}`)}</Note>
        </>
      );
    default:
      return (
        <>
          <p>{t(`searchIndex.${state}`)}</p>
          <p>
            {t('searchIndex.cost', {
              size: format.bytes(index.expectedBytes),
              time: format.duration(index.expectedSeconds),
            })}
          </p>
          <p className="muted">{t('searchIndex.writes')}</p>
        </>
      );
  }
}
