import { ActionIcon, Menu } from '@mantine/core';
import type { Person } from '@sheetport/contract';
import {
  IconDots,
  IconGauge,
  IconKey,
  IconLogout,
  IconShieldOff,
  IconTrash,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { PeopleDialog } from './people-dialog.ts';

/** What an owner can do with a person, beside their role. */
export function PersonMenu({
  person,
  isMe,
  isFixed,
  onDialog,
  onEnable,
  onPasswordLink,
}: {
  person: Person;
  isMe: boolean;
  isFixed: boolean;
  onDialog: (dialog: PeopleDialog) => void;
  onEnable: () => void;
  onPasswordLink: () => void;
}) {
  const { t } = useTranslation();
  const hasLink = person.email !== null && !person.disabled;
  const hasFactor = person.secondFactor && !isMe;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('people.more', { name: person.name })}>
          <IconDots size={17} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {hasLink && (
          <Menu.Item leftSection={<IconKey size={16} stroke={1.7} />} onClick={onPasswordLink}>
            {t('people.passwordLink')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconGauge size={16} stroke={1.7} />}
          onClick={() => onDialog({ kind: 'limits', person })}
        >
          {t('people.limits')}
        </Menu.Item>
        {!isMe && person.lastSeenAt !== null && (
          <Menu.Item
            leftSection={<IconLogout size={16} stroke={1.7} />}
            onClick={() => onDialog({ kind: 'signOut', person })}
          >
            {t('people.signOut')}
          </Menu.Item>
        )}
        {hasFactor && (
          <Menu.Item
            leftSection={<IconShieldOff size={16} stroke={1.7} />}
            onClick={() => onDialog({ kind: 'takeFactor', person })}
          >
            {t('people.takeFactor')}
          </Menu.Item>
        )}
        {!isFixed && (
          <>
            {person.disabled ? (
              <Menu.Item leftSection={<IconUserCheck size={16} stroke={1.7} />} onClick={onEnable}>
                {t('people.enable')}
              </Menu.Item>
            ) : (
              <Menu.Item
                leftSection={<IconUserOff size={16} stroke={1.7} />}
                onClick={() => onDialog({ kind: 'disable', person })}
              >
                {t('people.disable')}
              </Menu.Item>
            )}
            <Menu.Item
              c="var(--bad)"
              leftSection={<IconTrash size={16} stroke={1.7} />}
              onClick={() => onDialog({ kind: 'delete', person })}
            >
              {t('people.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
