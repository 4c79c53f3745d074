import css from './day-box.module.css';

/** A day of a filter, with its label before it. */
export function DayBox({
  label,
  day,
  least,
  most,
  onDay,
}: {
  label: string;
  day: string | undefined;
  least?: string | undefined;
  most?: string | undefined;
  onDay: (day: string | undefined) => void;
}) {
  return (
    <label className={css.day}>
      <span>{label}</span>
      <input
        type="date"
        value={day?.slice(0, 10) ?? ''}
        min={least?.slice(0, 10)}
        max={most?.slice(0, 10)}
        onChange={(event) => onDay(event.currentTarget.value || undefined)}
      />
    </label>
  );
}
