import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { type NewInvitationLink, ROLES } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { invite } from '../../api/people.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { LinkBox } from './link-box.tsx';

/** Asks for whom and in which role, and shows the link. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<NewInvitationLink | null>(null);
  const name = made?.invitation.name;
  return (
    <Modal opened onClose={onClose} title={t('people.inviteTitle')} size="lg">
      {made ? (
        <div className="stack">
          <p role="status">{name ? t('people.linkReady', { name }) : t('people.linkReadyNobody')}</p>
          <LinkBox path={made.path} expiresAt={made.invitation.expiresAt} onDone={onClose} />
        </div>
      ) : (
        <InviteForm onMade={setMade} onClose={onClose} />
      )}
    </Modal>
  );
}

function InviteForm({ onMade, onClose }: { onMade: (made: NewInvitationLink) => void; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('editor');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const made = await invite({ role, ...(name.trim() && { name: name.trim() }) });
      void queryClient.invalidateQueries({ queryKey: KEYS.invitations });
      onMade(made);
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label={t('people.inviteFor')}
        description={t('people.inviteForText')}
        value={name}
        maxLength={120}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Radio.Group
        label={t('people.inviteRole')}
        value={role}
        onChange={(value) => setRole(ROLES.find((one) => one === value) ?? 'viewer')}
      >
        <div className="stack" style={{ marginTop: 8 }}>
          {ROLES.map((one) => (
            <Radio key={one} value={one} label={t(`role.${one}`)} description={t(`people.${one}Text`)} />
          ))}
        </div>
      </Radio.Group>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('people.makeLink')}
        </Button>
      </div>
    </form>
  );
}
