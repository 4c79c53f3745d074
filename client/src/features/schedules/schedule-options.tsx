import { NativeSelect, TextInput } from '@mantine/core';
import { MissedPolicy, OverlapPolicy } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { ScheduleDraft } from './schedule-draft.ts';
import css from './schedules.module.css';

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
    <details>
      <summary style={{ cursor: 'pointer', fontWeight: 500 }}>{t('schedules.options')}</summary>
      <div className={css.fields} style={{ marginTop: 10 }}>
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
        <NativeSelect
          label={t('schedules.retries')}
          value={retries}
          data={Array.from({ length: 11 }, (_, count) => ({
            value: String(count),
            label: count === 0 ? t('schedules.never') : t('schedules.times', { count }),
          }))}
          onChange={(event) => onChange({ retries: event.currentTarget.value })}
        />
        <TextInput
          type="number"
          label={t('schedules.limit')}
          placeholder={t('schedules.noLimit')}
          value={limit}
          min={1}
          max={10_000}
          step="any"
          onChange={(event) => onChange({ limit: event.currentTarget.value })}
        />
      </div>
    </details>
  );
}
