import { Badge, NativeSelect } from '@mantine/core';
import { FIRST_OWNER, type Person, ROLES } from '@sheetport/contract';
import { useState } from 'react';
import { changePerson, makePasswordLink } from '../../api/people.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import css from './people.module.css';
import type { PeopleDialog } from './people-dialog.ts';
import { PersonMenu } from './person-menu.tsx';

/** A person, their role, and what an owner can do with them. */
export function PersonLine({
  person,
  isMe,
  onDialog,
}: {
  person: Person;
  isMe: boolean;
  onDialog: (dialog: PeopleDialog) => void;
}) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // Nobody changes their own role, and the first owner stays one: the service refuses both.
  const isFixed = isMe || person.id === FIRST_OWNER;
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    await work().catch(setError);
    await queryClient.invalidateQueries({ queryKey: KEYS.people });
    setBusy(false);
  };
  return (
    <li className={css.line}>
      <div className={css.who}>
        <p className="row" style={{ gap: 6 }}>
          <span className="one-line">{person.name}</span>
          {isMe && <Badge variant="light">{t('people.you')}</Badge>}
          {person.secondFactor && (
            <Badge variant="light" color="green">
              {t('people.secondFactor')}
            </Badge>
          )}
          {person.disabled && (
            <Badge variant="light" color="gray">
              {t('people.disabled')}
            </Badge>
          )}
        </p>
        <p className="muted small one-line">
          {person.email ?? t('people.noEmail')} · <LastSeen person={person} />
        </p>
      </div>
      {isFixed ? (
        <span className={css.fixed} title={person.id === FIRST_OWNER ? t('people.firstOwner') : undefined}>
          {t(`role.${person.role}`)}
        </span>
      ) : (
        <NativeSelect
          size="xs"
          className={css.role ?? ''}
          aria-label={t('people.roleOf', { name: person.name })}
          value={person.role}
          disabled={busy}
          onChange={(event) => {
            const role = ROLES.find((one) => one === event.currentTarget.value);
            if (role) void run(() => changePerson(person.id, { role }));
          }}
          data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        />
      )}
      <PersonMenu
        person={person}
        isMe={isMe}
        isFixed={isFixed}
        onDialog={onDialog}
        onEnable={() => void run(() => changePerson(person.id, { disabled: false }))}
        onPasswordLink={() =>
          void run(async () =>
            onDialog({ kind: 'password-link', person, link: await makePasswordLink(person.id, i18n.language) }),
          )
        }
      />
      {error !== null && (
        <div className={css.error}>
          <Note tone="bad">{formatError(error, t, i18n)}</Note>
        </div>
      )}
    </li>
  );
}

function LastSeen({ person }: { person: Person }) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(60_000);
  return person.lastSeenAt ? t('people.seen', { when: format.ago(person.lastSeenAt, now) }) : t('people.never');
}
