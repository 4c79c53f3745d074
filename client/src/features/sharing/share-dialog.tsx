import { Modal, Radio } from '@mantine/core';
import type { Shares } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/api.ts';
import { queryClient } from '../../api/queries.ts';
import { forgetRights, type ShareTarget, setRestricted, share, sharesQuery, unshare } from '../../api/sharing.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { AddPerson } from './add-person.tsx';
import { ShareLine } from './share-line.tsx';
import css from './sharing.module.css';

/** Who may see and change a table or a folder, and why; what is changed here holds at once. */
export function ShareDialog({ target, onClose }: { target: ShareTarget; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const query = useQuery(sharesQuery(target));
  return (
    <Modal opened onClose={onClose} title={t('sharing.title', { name: target.name })} size="lg">
      {query.data ? (
        <Sharing target={target} shares={query.data} onLost={onClose} />
      ) : query.error ? (
        <Note tone="bad">{formatError(query.error, t, i18n)}</Note>
      ) : (
        <LinesSkeleton lines={4} />
      )}
    </Modal>
  );
}

function Sharing({ target, shares, onLost }: { target: ShareTarget; shares: Shares; onLost: () => void }) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { queryKey } = sharesQuery(target);
  /** @param work what changes; out: who has access by then, where the service says so */
  const run = async (work: () => Promise<Shares | undefined>) => {
    setBusy(true);
    setError(null);
    try {
      const changed = await work();
      if (changed) queryClient.setQueryData(queryKey, changed);
    } catch (error) {
      // Somebody who takes their own access away has nothing left to see here.
      if (error instanceof ApiError && error.status === 404) onLost();
      setError(error);
    }
    await forgetRights();
    setBusy(false);
  };
  const restrict = (restricted: boolean) => void run(() => setRestricted(target, restricted));
  const { folder, ownRestricted, people } = shares;
  return (
    <div className="stack">
      <Radio.Group
        label={t('sharing.who')}
        value={ownRestricted ? 'only' : 'open'}
        onChange={(value) => restrict(value === 'only')}
      >
        <div className="stack" style={{ marginTop: 8, gap: 8 }}>
          <Radio value="open" disabled={busy} label={t('sharing.open')} description={t('sharing.openText')} />
          <Radio value="only" disabled={busy} label={t('sharing.only')} description={t('sharing.onlyText')} />
        </div>
      </Radio.Group>
      {folder?.restricted && <Note tone="warn">{t('sharing.byFolder', { folder: folder.name })}</Note>}
      <AddPerson people={people} busy={busy} onAdd={(id, role) => run(() => share(target, id, role))} />
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <section aria-labelledby="has-access">
        <h3 id="has-access">{t('sharing.people')}</h3>
        <ul className={`${css.list} panel`} aria-labelledby="has-access">
          {people.map((person) => (
            <ShareLine
              key={person.personId}
              person={person}
              folder={folder?.name ?? ''}
              busy={busy}
              onRole={(role) => void run(() => share(target, person.personId, role))}
              onStop={() => void run(() => unshare(target, person.personId).then(() => undefined))}
            />
          ))}
        </ul>
      </section>
    </div>
  );
}
