import { Button } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';

/** Leads to the provider with which people sign in, and from there to a page of ours. */
export function SingleSignOnButton({ name, to }: { name: string; to: string }) {
  const { t } = useTranslation();
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
