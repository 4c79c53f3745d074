import { Button } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';

/** Leads to the provider with which people sign in, and from there back to the page that is open. */
export function SingleSignOnButton({ name }: { name: string }) {
  const { t } = useTranslation();
  const to = location.pathname + location.search;
  return (
    <Button
      component="a"
      href={`/api/session/oidc?to=${encodeURIComponent(to)}`}
      variant="default"
      leftSection={<IconLogin2 size={17} stroke={1.7} />}
    >
      {t('signIn.with', { name })}
    </Button>
  );
}
