import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconDots, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { signOut } from '../api/api.ts';
import { forgetJobs } from '../api/job-cache.ts';
import { meQuery } from '../api/queries.ts';
import { markSignedIn } from '../api/session-mark.ts';
import { closeLive } from '../api/socket.ts';
import { changeLanguage, LANGUAGES } from '../i18n/language.ts';
import type { LanguageCode } from '../i18n/text-types.ts';
import { useTranslation } from '../i18n/use-translation.ts';

const SCHEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

/** Colours, language, and signing out. It is open at first: it is loaded when its button is pressed. */
export default function SettingsMenu({ known }: { known: boolean }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  const leave = async () => {
    await signOut().catch(() => undefined);
    markSignedIn(false);
    closeLive();
    forgetJobs();
    client.clear();
    await client.resetQueries({ queryKey: meQuery.queryKey });
    location.assign('/');
  };
  return (
    <Menu defaultOpened position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('app.menu')}>
          <IconDots size={18} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
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
        {(Object.keys(LANGUAGES) as LanguageCode[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={i18n.language === language ? <IconCheck size={16} /> : null}
            aria-current={i18n.language === language}
            onClick={() => void changeLanguage(language)}
          >
            {LANGUAGES[language]}
          </Menu.Item>
        ))}
        {known && (
          <>
            <Menu.Divider />
            <Menu.Item component="a" href="/api/docs" target="_blank" rel="noreferrer">
              {t('app.apiDocs')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => void leave()}>
              {t('app.signOut')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
