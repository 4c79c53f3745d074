import { NativeSelect, TextInput } from '@mantine/core';
import { JobPriority } from '@sheetport/contract';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { OptionalFields } from './optional-fields.tsx';
import type { RunDraft } from './run-draft.ts';

const PER = ['minute', 'hour'] as const;

/** What few people need of imports that run by themselves: for how long, how soon, how many at a time. @param children more of it, first */
export function RunFields({
  draft,
  onChange,
  children,
}: {
  draft: RunDraft;
  onChange: (part: Partial<RunDraft>) => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <OptionalFields label={t('runs.options')}>
      {children}
      <LimitField value={draft.limit} onChange={(limit) => onChange({ limit })} />
      <NativeSelect
        label={t('runs.priority')}
        value={draft.priority}
        data={JobPriority.options.map((value) => ({ value, label: t(`runs.priorities.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ priority: JobPriority.options.find((one) => one === value) ?? 'normal' })
        }
      />
      <TextInput
        type="number"
        label={t('runs.files')}
        placeholder={t('schedules.noLimit')}
        description={t('runs.filesText')}
        inputWrapperOrder={['label', 'input', 'description']}
        value={draft.files}
        min={1}
        max={10_000}
        onChange={(event) => onChange({ files: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('runs.per')}
        value={draft.per}
        data={PER.map((value) => ({ value, label: t(`runs.${value}`) }))}
        onChange={({ currentTarget: { value } }) => onChange({ per: value === 'hour' ? 'hour' : 'minute' })}
      />
    </OptionalFields>
  );
}

/** After how many minutes a run is stopped. */
export function LimitField({ value, onChange }: { value: string; onChange: (minutes: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="number"
      label={t('schedules.limit')}
      placeholder={t('schedules.noLimit')}
      value={value}
      min={1}
      max={10_000}
      step="any"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** How often what failed is tried again. */
export function RetriesField({ value, onChange }: { value: string; onChange: (retries: string) => void }) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('schedules.retries')}
      value={value}
      data={Array.from({ length: 11 }, (_, count) => ({
        value: String(count),
        label: count === 0 ? t('schedules.never') : t('schedules.times', { count }),
      }))}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
