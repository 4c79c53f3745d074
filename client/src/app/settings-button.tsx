import { ActionIcon } from '@mantine/core';
import type { Me } from '@sheetport/contract';
import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from '../i18n/use-translation.ts';

const loadMenu = () => import('./settings-menu.tsx');
/** Menus are a large part of the component library: this one is loaded when somebody points at it. */
const SettingsMenu = lazy(loadMenu);

/** Opens the menu of the account, colours and languages. In: who is signed in, if anybody is. */
export function SettingsButton({ me }: { me: Me | undefined }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const button = (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t('app.menu')}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void loadMenu()}
      onClick={() => setWanted(true)}
    >
      <IconDots size={18} stroke={1.8} />
    </ActionIcon>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <SettingsMenu me={me} />
    </Suspense>
  );
}
