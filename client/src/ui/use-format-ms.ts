import { useMemo } from 'react';
import { useTranslation } from '../i18n/use-translation.ts';
import { useFormats } from './format.ts';

/** A length of time that may be very short: `320 ms`, `2.4 s`, `1 min 5 s`. */
export function useFormatMs(): (ms: number) => string {
  const { i18n } = useTranslation();
  const format = useFormats();
  return useMemo(() => {
    const language = i18n.language;
    const unit = (name: string, digits: number) =>
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit: name,
        unitDisplay: 'short',
        maximumFractionDigits: digits,
      });
    const short = unit('millisecond', 0);
    const seconds = unit('second', 1);
    return (ms) => {
      if (ms < 1000) return short.format(Math.round(ms));
      return ms < 10_000 ? seconds.format(ms / 1000) : format.duration(ms / 1000);
    };
  }, [i18n.language, format]);
}
