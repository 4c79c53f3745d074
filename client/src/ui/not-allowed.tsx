import { IconLock } from '@tabler/icons-react';
import { useTranslation } from '../i18n/use-translation.ts';
import { EmptyPage } from './empty-page.tsx';
import { LinkButton } from './link-button.tsx';

/** A page that is of no use to who may not do what it is for. */
export function NotAllowed() {
  const { t } = useTranslation();
  return (
    <EmptyPage
      icon={<IconLock size={22} stroke={1.6} />}
      title={t('people.editorsOnly')}
      text={t('people.editorsOnlyText')}
    >
      <LinkButton to="/" variant="default">
        {t('error.toHome')}
      </LinkButton>
    </EmptyPage>
  );
}
