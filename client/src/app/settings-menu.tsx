import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { type Language, type Me, mayDo } from '@sheetport/contract';
import {
  IconActivity,
  IconCheck,
  IconDeviceDesktop,
  IconDots,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { leave } from '../api/leave.ts';
import { changeAccount } from '../api/people.ts';
import { meQuery } from '../api/queries.ts';
import { changeLanguage, LANGUAGES } from '../i18n/language.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { navigate } from '../routing/router.ts';

const SCHEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

/** The account, people, colours, language, and signing out. It is open at first: it is loaded when its button is pressed. */
export default function SettingsMenu({ me }: { me: Me | undefined }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  return (
    <Menu defaultOpened position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('app.menu')}>
          <IconDots size={18} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {me && (
          <>
            <Menu.Label>{me.name}</Menu.Label>
            <Menu.Item
              leftSection={<IconUser size={16} stroke={1.6} />}
              onClick={() => void navigate({ to: '/account' })}
            >
              {t('app.account')}
            </Menu.Item>
            {mayDo(me.role, 'person.see') && (
              <Menu.Item
                leftSection={<IconUsers size={16} stroke={1.6} />}
                onClick={() => void navigate({ to: '/people' })}
              >
                {t('app.people')}
              </Menu.Item>
            )}
            {mayDo(me.role, 'service.measure') && (
              <Menu.Item
                leftSection={<IconActivity size={16} stroke={1.6} />}
                onClick={() => void navigate({ to: '/monitor' })}
              >
                {t('app.monitor')}
              </Menu.Item>
            )}
            <Menu.Divider />
          </>
        )}
        <Menu.Label>{t('app.colors')}</Menu.Label>
        {(['light', 'dark', 'auto'] as const).map((scheme) => {
          const Icon = SCHEMES[scheme];
          return (
            <Menu.Item
              key={scheme}
              leftSection={<Icon size={16} stroke={1.6} />}
              rightSection={colorScheme === scheme ? <IconCheck size={16} /> : null}
              aria-current={colorScheme === scheme}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`app.${scheme}`)}
            </Menu.Item>
          );
        })}
        <Menu.Label>{t('app.language')}</Menu.Label>
        {(Object.keys(LANGUAGES) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={i18n.language === language ? <IconCheck size={16} /> : null}
            aria-current={i18n.language === language}
            onClick={() => {
              void changeLanguage(language);
              if (me) void keepLanguage(client, language);
            }}
          >
            {LANGUAGES[language]}
          </Menu.Item>
        ))}
        {me && (
          <>
            <Menu.Divider />
            <Menu.Item component="a" href="/api/docs" target="_blank" rel="noreferrer">
              {t('app.apiDocs')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => void leave(client)}>
              {t('app.signOut')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** With the account, so that it is there at the next sign-in, wherever that is. Where that fails, this browser still remembers it. */
async function keepLanguage(client: QueryClient, language: Language): Promise<void> {
  await changeAccount({ language }).then(
    (me) => client.setQueryData(meQuery.queryKey, me),
    () => undefined,
  );
}
