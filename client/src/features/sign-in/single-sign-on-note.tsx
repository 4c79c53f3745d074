import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';

const REASONS = ['failed', 'refused', 'connect', 'taken', 'disabled'] as const;

/** Why the provider's answer signed nobody in: the service writes it into the address, from where it goes at once. */
export function SingleSignOnNote() {
  const { t } = useTranslation();
  const [reason] = useState(takeReason);
  return reason && <Note tone="bad">{t(`signIn.sso.${reason}`)}</Note>;
}

function takeReason(): (typeof REASONS)[number] | undefined {
  const address = new URL(location.href);
  const text = address.searchParams.get('sso');
  if (text === null) return undefined;
  address.searchParams.delete('sso');
  history.replaceState(history.state, '', address);
  return REASONS.find((one) => one === text);
}
