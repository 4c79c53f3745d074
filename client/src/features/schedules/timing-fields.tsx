import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import { formatWeekday } from './format-zoned.ts';
import css from './schedules.module.css';
import { REPEATS, type TimingDraft, UNITS, type Unit } from './timing-draft.ts';

/** Monday first. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

/** Asks when a schedule is due. */
export function TimingFields({
  draft,
  onChange,
}: {
  draft: TimingDraft;
  onChange: (change: Partial<TimingDraft>) => void;
}) {
  const { t } = useTranslation();
  const { repeat, time, day, every, unit, at, cron } = draft;
  return (
    <div className={css.fields}>
      <NativeSelect
        label={t('schedules.repeat')}
        value={repeat}
        data={REPEATS.map((value) => ({ value, label: t(`schedules.repeats.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ repeat: REPEATS.find((one) => one === value) ?? 'daily' })
        }
      />
      {repeat === 'weekly' && <Weekdays draft={draft} onChange={onChange} />}
      {repeat === 'monthly' && (
        <NativeSelect
          label={t('schedules.day')}
          value={day}
          data={[
            ...Array.from({ length: 31 }, (_, at) => String(at + 1)),
            { value: 'L', label: t('schedules.lastDay') },
          ]}
          onChange={(event) => onChange({ day: event.currentTarget.value })}
        />
      )}
      {(repeat === 'daily' || repeat === 'weekly' || repeat === 'monthly') && (
        <TextInput
          type="time"
          label={t('schedules.time')}
          value={time}
          required
          onChange={(event) => onChange({ time: event.currentTarget.value })}
        />
      )}
      {repeat === 'interval' && (
        <>
          <TextInput
            type="number"
            label={t('schedules.every')}
            value={every}
            min={1}
            max={500_000}
            required
            onChange={(event) => onChange({ every: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('schedules.unit')}
            value={unit}
            data={(Object.keys(UNITS) as Unit[]).map((value) => ({ value, label: t(`schedules.units.${value}`) }))}
            onChange={(event) => onChange({ unit: event.currentTarget.value as Unit })}
          />
        </>
      )}
      {repeat === 'once' && (
        <TextInput
          type="datetime-local"
          label={t('schedules.at')}
          value={at}
          required
          onChange={(event) => onChange({ at: event.currentTarget.value })}
        />
      )}
      {repeat === 'cron' && (
        <TextInput
          label={t('schedules.cron')}
          description={t('schedules.cronText')}
          value={cron}
          maxLength={120}
          required
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mono, monospace)' } }}
          onChange={(event) => onChange({ cron: event.currentTarget.value })}
        />
      )}
    </div>
  );
}

function Weekdays({
  draft: { weekdays },
  onChange,
}: {
  draft: TimingDraft;
  onChange: (change: Partial<TimingDraft>) => void;
}) {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className={css.days}>
      <legend>{t('schedules.days')}</legend>
      <div>
        {WEEK.map((day) => {
          const isOn = weekdays.includes(day);
          return (
            <button
              key={day}
              type="button"
              className={css.day}
              aria-pressed={isOn}
              aria-label={formatWeekday(day, i18n.language, 'long')}
              onClick={() => onChange({ weekdays: isOn ? weekdays.filter((one) => one !== day) : [...weekdays, day] })}
            >
              {formatWeekday(day, i18n.language, 'short')}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
