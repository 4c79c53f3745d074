import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from '../i18n/use-translation.ts';
import { EmptyPage } from '../ui/empty-page.tsx';
import { LinkButton } from '../ui/link-button.tsx';
import { useTitle } from '../ui/title.ts';

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t('error.notFound'));
  return (
    <EmptyPage
      icon={<IconMapQuestion size={22} stroke={1.6} />}
      title={t('error.notFound')}
      text={t('error.notFoundText')}
    >
      <LinkButton to="/">{t('error.toHome')}</LinkButton>
    </EmptyPage>
  );
}
