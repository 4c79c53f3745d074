import { NativeSelect, TextInput } from '@mantine/core';
import { MissedPolicy, OverlapPolicy } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { OptionalFields } from '../automation/optional-fields.tsx';
import { LimitField, RetriesField } from '../automation/run-fields.tsx';
import type { ScheduleDraft } from './schedule-draft.ts';

/** What few people need: from when to when, what was missed, tries and limits. */
export function ScheduleOptions({
  draft,
  onChange,
}: {
  draft: ScheduleDraft;
  onChange: (part: Partial<ScheduleDraft>) => void;
}) {
  const { t } = useTranslation();
  const { startsOn, endsOn, missed, overlap, retries, limit } = draft;
  return (
    <OptionalFields label={t('schedules.options')}>
      <TextInput
        type="date"
        label={t('schedules.startsOn')}
        value={startsOn}
        onChange={(event) => onChange({ startsOn: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('schedules.endsOn')}
        value={endsOn}
        min={startsOn}
        onChange={(event) => onChange({ endsOn: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('schedules.missed')}
        value={missed}
        data={MissedPolicy.options.map((value) => ({ value, label: t(`schedules.ifMissed.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ missed: MissedPolicy.options.find((one) => one === value) ?? 'once' })
        }
      />
      <NativeSelect
        label={t('schedules.overlap')}
        value={overlap}
        data={OverlapPolicy.options.map((value) => ({ value, label: t(`schedules.ifBusy.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ overlap: OverlapPolicy.options.find((one) => one === value) ?? 'skip' })
        }
      />
      <RetriesField value={retries} onChange={(retries) => onChange({ retries })} />
      <LimitField value={limit} onChange={(limit) => onChange({ limit })} />
    </OptionalFields>
  );
}
