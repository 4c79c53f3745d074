import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Deletion } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { countDeletion, type DeletionTarget, runDeletion } from '../../api/deletions.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './deletion.module.css';

const COUNTED = ['jobs', 'files', 'exports', 'rejects', 'changes', 'undo', 'mappings'] as const;

/** Asks before something is deleted for good: what goes, how much of it, and what stays. */
export function DeletionDialog({
  target,
  title,
  opened,
  onClose,
  onDone,
  children,
}: {
  target: DeletionTarget;
  title: string;
  opened: boolean;
  onClose: () => void;
  /** Once it is gone, before the page forgets what it knew of jobs and files. */
  onDone?: () => Promise<unknown>;
  /** What can be chosen besides. */
  children?: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const counted = useQuery({
    queryKey: KEYS.deletion(target),
    queryFn: ({ signal }) => countDeletion(target, { signal }),
    enabled: opened,
    gcTime: 0,
    retry: false,
  });
  const error = failure ?? counted.error;
  const isNothing = counted.data !== undefined && COUNTED.every((name) => counted.data[name] === 0);
  const close = () => {
    setFailure(null);
    onClose();
  };
  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await runDeletion(target);
      await onDone?.();
      for (const queryKey of [KEYS.allJobs, KEYS.files, KEYS.active, KEYS.mappings])
        void queryClient.invalidateQueries({ queryKey });
      notifications.show({ color: 'gray', message: t('deletion.done') });
      onClose();
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return (
    <Modal opened={opened} onClose={close} title={title} size="md">
      <div className="stack">
        {counted.data ? <Contents deletion={counted.data} /> : error === null && <LinesSkeleton lines={4} />}
        {children}
        {error !== null && <Note tone="warn">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close} data-autofocus>
            {t(isNothing || counted.error ? 'action.close' : 'action.cancel')}
          </Button>
          {!isNothing && !counted.error && (
            <Button color="red" disabled={!counted.data} loading={busy} onClick={() => void run()}>
              {t('deletion.do')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function Contents({ deletion }: { deletion: Deletion }) {
  const { t } = useTranslation();
  const counted = COUNTED.filter((name) => deletion[name] > 0);
  if (counted.length === 0)
    return (
      <div className="stack">
        <p>{t('deletion.nothing')}</p>
        {deletion.unfinished > 0 && <p className="muted">{t('deletion.unfinished', { count: deletion.unfinished })}</p>}
      </div>
    );
  return (
    <>
      <section>
        <p>{t('deletion.goes')}</p>
        <ul className={css.list}>
          {counted.map((name) => (
            <li key={name}>{t(`deletion.${name}`, { count: deletion[name] })}</li>
          ))}
        </ul>
      </section>
      <section className="muted">
        <p>{t('deletion.stays')}</p>
        <ul className={css.list}>
          {deletion.kept.map((what) => (
            <li key={what}>{t(`deletion.kept.${what}`)}</li>
          ))}
        </ul>
      </section>
      {deletion.unfinished > 0 && <Note tone="plain">{t('deletion.unfinished', { count: deletion.unfinished })}</Note>}
    </>
  );
}
