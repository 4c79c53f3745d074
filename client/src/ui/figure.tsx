import css from './figure.module.css';
import { useFormats } from './format.ts';

export function Figure({ name, value, warn }: { name: string; value: number; warn?: boolean }) {
  const format = useFormats();
  return (
    <div className={css.figure}>
      <dt>{name}</dt>
      <dd className={`digits ${warn && value > 0 ? css.warn : ''}`}>{format.count(value)}</dd>
    </div>
  );
}
