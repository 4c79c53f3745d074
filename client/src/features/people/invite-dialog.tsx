import { Modal, Radio, TextInput } from '@mantine/core';
import { type NewInvitationLink, ROLES } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { invite, signInOptionsQuery } from '../../api/people.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { useStep } from '../../ui/use-step.ts';
import { DeliveryNote, LinkBox } from './link-box.tsx';

/** Asks for whom and in which role, and shows the link. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<NewInvitationLink | null>(null);
  return (
    <Modal opened onClose={onClose} title={t('people.inviteTitle')} size="lg">
      {made ? (
        <div className="stack">
          <DeliveryNote delivery={made.delivery} email={made.invitation.email} name={made.invitation.name} />
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
  const [email, setEmail] = useState('');
  const { data: options } = useQuery(signInOptionsQuery);
  const [role, setRole] = useState<(typeof ROLES)[number]>('editor');
  const { busy, error, run } = useStep();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const made = await invite({
        role,
        language: i18n.language,
        ...(name.trim() && { name: name.trim() }),
        ...(email.trim() && { email: email.trim() }),
      });
      void queryClient.invalidateQueries({ queryKey: KEYS.invitations });
      onMade(made);
    });
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
      {(options?.sendsEmail || options?.singleSignOn) && (
        <TextInput
          type="email"
          label={t('people.inviteEmail')}
          description={t(options.sendsEmail ? 'people.inviteEmailText' : 'people.inviteEmailSso')}
          autoComplete="off"
          value={email}
          maxLength={254}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      )}
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
      <FormEnd
        label={t(email.trim() && options?.sendsEmail ? 'people.inviteSend' : 'people.makeLink')}
        error={error}
        busy={busy}
        disabled={false}
        onCancel={onClose}
      />
    </form>
  );
}
