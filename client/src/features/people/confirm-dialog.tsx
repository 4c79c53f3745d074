import { Button, Modal } from '@mantine/core';
import type { Person } from '@sheetport/contract';
import { useState } from 'react';
import { changePerson, deletePerson, signOutPerson, takeSecondFactor } from '../../api/people.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';

const WORK = {
  disable: (id: string) => changePerson(id, { disabled: true }),
  delete: deletePerson,
  signOut: signOutPerson,
  takeFactor: takeSecondFactor,
} as const;

/** Says what it means to sign out, disable or delete a person, or to take their second factor off, and does it. */
export function ConfirmDialog({
  what,
  person,
  onClose,
}: {
  what: keyof typeof WORK;
  person: Person;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await WORK[what](person.id);
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: KEYS.people }),
        queryClient.invalidateQueries({ queryKey: KEYS.names }),
        queryClient.invalidateQueries({ queryKey: KEYS.invitations }),
      ]);
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t(`people.${what}Title`, { name: person.name })}>
      <div className="stack">
        <p>{t(`people.${what}Text`)}</p>
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red" loading={busy} onClick={() => void run()}>
            {t(`people.${what}`)}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
