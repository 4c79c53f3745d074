import { Button, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Attachable } from '@sheetport/contract';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useDeferredValue, useState } from 'react';
import { attachableQuery, attachTable } from '../../api/attach.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './attach-dialog.module.css';
import { AttachableDetail } from './attachable-detail.tsx';
import { AttachableList } from './attachable-list.tsx';

/** Find a table that is in the database already, look at its columns, and attach it. */
export function AttachDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('attach.title')} size={860}>
      <AttachForm onClose={onClose} />
    </Modal>
  );
}

function AttachForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const query = useInfiniteQuery(attachableQuery(wanted));
  const [chosen, setChosen] = useState<Attachable | null>(null);
  const [label, setLabel] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tables = query.data?.pages.flatMap((page) => page.tables) ?? [];
  const stopped = chosen?.restrictions.some(({ stops }) => stops === 'attach') ?? true;

  const choose = (table: Attachable) => {
    setChosen(table);
    setLabel(table.name);
    setError(null);
  };
  const openTable = async (tableId: string) => {
    onClose();
    await navigate({ to: '/tables/$tableId', params: { tableId } });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!chosen || stopped || busy || !label.trim()) return;
    setBusy(true);
    setError(null);
    try {
      const table = await attachTable({ schema: chosen.schema, name: chosen.name, label: label.trim() });
      void queryClient.invalidateQueries({ queryKey: KEYS.tables });
      void queryClient.invalidateQueries({ queryKey: KEYS.allAttachable });
      notifications.show({ color: 'teal', message: t('attach.done', { name: table.name }) });
      await openTable(table.id);
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="stack">
      <p className="muted small">{t('attach.explain')}</p>
      <TextInput
        aria-label={t('attach.search')}
        placeholder={t('attach.search')}
        leftSection={<IconSearch size={16} stroke={1.8} />}
        value={search}
        maxLength={200}
        data-autofocus
        onChange={(event) => setSearch(event.currentTarget.value)}
        // Enter in the search looks, it does not attach.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <div className={css.halves}>
        <div className={css.list}>
          {query.isPending ? (
            <LinesSkeleton lines={6} />
          ) : query.error && tables.length === 0 ? (
            <QueryError query={query} />
          ) : tables.length === 0 ? (
            <div className={css.nothing}>
              <p>{wanted ? t('attach.noneFit', { search: wanted }) : t('attach.none')}</p>
              {!wanted && <p className="muted small">{t('attach.noneText')}</p>}
            </div>
          ) : (
            <>
              <AttachableList tables={tables} chosen={chosen} onChoose={choose} />
              {query.hasNextPage && (
                <Button
                  variant="subtle"
                  size="xs"
                  fullWidth
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t('action.loadMore')}
                </Button>
              )}
            </>
          )}
        </div>
        <div className={css.detail} aria-live="polite">
          {chosen ? (
            <AttachableDetail table={chosen} />
          ) : (
            <p className={`${css.nothing} muted`}>{t('attach.choose')}</p>
          )}
        </div>
      </div>
      {chosen && !stopped && (
        <TextInput
          label={t('attach.label')}
          value={label}
          maxLength={120}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      )}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        {chosen?.tableId ? (
          <Button onClick={() => void openTable(chosen.tableId as string)}>{t('attach.open')}</Button>
        ) : (
          <Button type="submit" disabled={stopped || !label.trim()} loading={busy}>
            {t('attach.do')}
          </Button>
        )}
      </div>
    </form>
  );
}
