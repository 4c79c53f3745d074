import css from './monitor.module.css';

const HEIGHT = 36;

/** Numbers over time as bars, the newest at the right; the label says in words what a screen reader needs. */
export function LaneChart({
  values,
  label,
  tone = 'count',
}: {
  values: readonly number[];
  label: string;
  tone?: 'count' | 'wait';
}) {
  const most = Math.max(1, ...values);
  return (
    <svg
      className={`${css.chart} ${css[tone]}`}
      viewBox={`0 0 ${values.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {values.map((value, at) => {
        const height = value === 0 ? 0.6 : Math.max(2, (value / most) * HEIGHT);
        // biome-ignore lint/suspicious/noArrayIndexKey: each bar is its place in time
        return <rect key={at} x={at + 0.1} y={HEIGHT - height} width={0.8} height={height} />;
      })}
    </svg>
  );
}
