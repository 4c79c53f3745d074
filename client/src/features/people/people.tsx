import { Button } from '@mantine/core';
import type { Invitation } from '@sheetport/contract';
import { IconListSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery, peopleQuery, withdrawInvitation } from '../../api/people.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EmptyPage } from '../../ui/empty-page.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LimitsDialog } from './limits-dialog.tsx';
import { PasswordLinkDialog } from './link-box.tsx';
import css from './people.module.css';
import type { PeopleDialog } from './people-dialog.ts';
import { PersonLine } from './person-line.tsx';
import { SignInRulesSection } from './sign-in-rules.tsx';

/** So soon whoever accepts an invitation is seen. */
const JOIN_MS = 5000;

/** Who uses the service, in which role; for owners. */
export function PeopleScreen() {
  const { t } = useTranslation();
  const may = useMay();
  useTitle(t('people.title'));
  if (may('person.see')) return <PeopleList />;
  return (
    <EmptyPage
      icon={<IconUsers size={22} stroke={1.6} />}
      title={t('people.ownersOnly')}
      text={t('people.ownersOnlyText')}
    />
  );
}

function PeopleList() {
  const { t } = useTranslation();
  const { data: open } = useQuery(invitationsQuery);
  // Somebody who was invited may join at any moment.
  const refetchInterval = open && open.invitations.length > 0 ? JOIN_MS : false;
  const query = useQuery({ ...peopleQuery, refetchInterval });
  useQuery({ ...invitationsQuery, refetchInterval });
  const { data: me } = useQuery(meQuery);
  const [dialog, setDialog] = useState<PeopleDialog | null>(null);
  const may = useMay();
  const close = () => setDialog(null);
  if (query.error && !query.data) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  const people = query.data?.people ?? [];
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{t('people.title')}</h1>
          <p className="muted">{t('people.lead')}</p>
        </div>
        <div className="row wrap">
          {may('audit.see') && (
            <LinkButton to="/people/audit" variant="default" leftSection={<IconListSearch size={17} stroke={1.8} />}>
              {t('audit.title')}
            </LinkButton>
          )}
          <Button leftSection={<IconUserPlus size={17} stroke={1.8} />} onClick={() => setDialog({ kind: 'invite' })}>
            {t('people.invite')}
          </Button>
        </div>
      </div>
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : (
        <ul className={`${css.list} panel`} aria-label={t('people.title')}>
          {people.map((person) => (
            <PersonLine key={person.id} person={person} isMe={person.id === me?.id} onDialog={setDialog} />
          ))}
        </ul>
      )}
      {people.length === 1 && open?.invitations.length === 0 && (
        <div className="panel">
          <Empty icon={<IconUsers size={22} stroke={1.6} />} title={t('people.alone')} text={t('people.aloneText')}>
            <Button onClick={() => setDialog({ kind: 'invite' })}>{t('people.invite')}</Button>
          </Empty>
        </div>
      )}
      <InvitationList />
      <SignInRulesSection />
      {dialog?.kind === 'invite' && <InviteDialog onClose={close} />}
      {dialog?.kind === 'password-link' && (
        <PasswordLinkDialog person={dialog.person} link={dialog.link} onClose={close} />
      )}
      {dialog?.kind === 'limits' && <LimitsDialog person={dialog.person} onClose={close} />}
      {(dialog?.kind === 'signOut' ||
        dialog?.kind === 'disable' ||
        dialog?.kind === 'delete' ||
        dialog?.kind === 'takeFactor') && <ConfirmDialog what={dialog.kind} person={dialog.person} onClose={close} />}
    </div>
  );
}

/** Invitations that nobody has accepted yet. */
function InvitationList() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(invitationsQuery);
  const [error, setError] = useState<unknown>(null);
  const invitations = data?.invitations ?? [];
  if (invitations.length === 0) return null;
  const withdraw = async ({ id }: Invitation) => {
    setError(null);
    await withdrawInvitation(id).catch(setError);
    await queryClient.invalidateQueries({ queryKey: KEYS.invitations });
  };
  return (
    <section className="stack" aria-labelledby="invitations">
      <h2 id="invitations">{t('people.invitations')}</h2>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <ul className={`${css.list} panel`} aria-labelledby="invitations">
        {invitations.map((invitation) => (
          <InvitationLine key={invitation.id} invitation={invitation} onWithdraw={() => withdraw(invitation)} />
        ))}
      </ul>
    </section>
  );
}

function InvitationLine({ invitation, onWithdraw }: { invitation: Invitation; onWithdraw: () => Promise<void> }) {
  const { t } = useTranslation();
  const format = useFormats();
  const [busy, setBusy] = useState(false);
  const name = invitation.name ?? invitation.email ?? t('people.someone');
  return (
    <li className={css.line}>
      <div className={css.who}>
        <p className="one-line">{name}</p>
        <p className="muted small">
          {invitation.email !== null && invitation.name !== null && `${invitation.email} · `}
          {t('people.invitedAs', { role: t(`role.${invitation.role}`), until: format.moment(invitation.expiresAt) })}
        </p>
      </div>
      <Button
        size="xs"
        variant="default"
        loading={busy}
        aria-label={t('people.withdrawOf', { name })}
        onClick={() => {
          setBusy(true);
          void onWithdraw().finally(() => setBusy(false));
        }}
      >
        {t('people.withdraw')}
      </Button>
    </li>
  );
}
