import type { Person } from '@sheetport/contract';
import { changePerson, deletePerson, signOutPerson, takeSecondFactor } from '../../api/people.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { AskDialog } from '../../ui/ask-dialog.tsx';

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
  const { t } = useTranslation();
  const run = async () => {
    await WORK[what](person.id);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: KEYS.people }),
      queryClient.invalidateQueries({ queryKey: KEYS.names }),
      queryClient.invalidateQueries({ queryKey: KEYS.invitations }),
    ]);
    onClose();
  };
  return (
    <AskDialog
      title={t(`people.${what}Title`, { name: person.name })}
      text={t(`people.${what}Text`)}
      confirm={t(`people.${what}`)}
      isDangerous
      onConfirm={run}
      onClose={onClose}
    />
  );
}
