import { ActionIcon, Badge, NativeSelect, Tooltip } from '@mantine/core';
import { type PersonShare, TABLE_ROLES, type TableRole } from '@sheetport/contract';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './sharing.module.css';

/** A person who has access, what they may do and why. What they were given by name can be changed and taken back. */
export function ShareLine({
  person,
  folder,
  busy,
  onRole,
  onStop,
}: {
  person: PersonShare;
  /** The name of the folder that a table stands in. */
  folder: string;
  busy: boolean;
  onRole: (role: TableRole) => void;
  onStop: () => void;
}) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { name, grant, role, because } = person;
  return (
    <li className={css.line}>
      <div className={css.who}>
        <p className="row" style={{ gap: 6 }}>
          <span className="one-line">{name}</span>
          {person.personId === me?.id && <Badge variant="light">{t('sharing.you')}</Badge>}
        </p>
        <p className="muted small one-line">{t(`access.${because}`, { folder })}</p>
      </div>
      {grant === null || because === 'service_owner' ? (
        <span className={css.fixed}>{t(`tableRole.${role}`)}</span>
      ) : (
        <NativeSelect
          size="xs"
          className={css.role ?? ''}
          aria-label={t('sharing.roleOf', { name })}
          value={grant}
          disabled={busy}
          onChange={(event) => {
            const chosen = TABLE_ROLES.find((one) => one === event.currentTarget.value);
            if (chosen) onRole(chosen);
          }}
          data={TABLE_ROLES.map((one) => ({ value: one, label: t(`tableRole.${one}`) }))}
        />
      )}
      <span className={css.button}>
        {grant !== null && (
          <Tooltip label={t('sharing.stop', { name })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={busy}
              aria-label={t('sharing.stop', { name })}
              onClick={onStop}
            >
              <IconX size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </li>
  );
}
