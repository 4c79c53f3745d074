import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { signInOptionsQuery } from '../../api/people.ts';
import { meQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { TellBy } from './tell-when-done.ts';

/**
 * Asks, before a job is started, whether one is told of its end: by e-mail where the service sends it and knows the address,
 * else by this browser.
 */
export function TellCheckbox({ by, onChange }: { by: TellBy | null; onChange: (by: TellBy | null) => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: options } = useQuery(signInOptionsQuery);
  const [isRefused, setIsRefused] = useState(false);
  const email = options?.sendsEmail ? me?.email : null;
  const choose = async (checked: boolean) => {
    setIsRefused(false);
    if (!checked) return onChange(null);
    if (email) return onChange('mail');
    // A browser asks only where somebody has just pressed something.
    const isAllowed = 'Notification' in window && (await Notification.requestPermission()) === 'granted';
    setIsRefused(!isAllowed);
    onChange(isAllowed ? 'browser' : null);
  };
  return (
    <Checkbox
      label={t('tellMe.button')}
      description={email ? t('tellMe.byMail', { email }) : t('tellMe.here')}
      error={isRefused && t('tellMe.notAllowed')}
      checked={by !== null}
      onChange={(event) => void choose(event.currentTarget.checked)}
    />
  );
}
