import { TextInput } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';

/** How many requests that start imports a key has in a minute; empty for no limit. */
export function KeyRateField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="number"
      label={t('apiKeys.rate')}
      description={t('apiKeys.rateText')}
      placeholder={t('apiKeys.noRate')}
      value={value}
      min={1}
      max={10_000}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
