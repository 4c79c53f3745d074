import { Button, NumberInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import css from './corrections.module.css';

/** Where the grid is among more rows than it holds at once, and how to get elsewhere. */
export function Pager({
  first,
  last,
  onPrevious,
  onNext,
  onGo,
}: {
  first: number | undefined;
  last: number | undefined;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  /** To the first open row that has this number or a greater one. */
  onGo: (row: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const [wanted, setWanted] = useState<number | string>('');
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (typeof wanted === 'number' && wanted >= 1) onGo(wanted);
  };
  return (
    <div className={css.pager}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconChevronLeft size={14} stroke={1.8} />}
        disabled={!onPrevious}
        onClick={onPrevious}
      >
        {t('bulkCorrections.previous')}
      </Button>
      <span className="muted small digits" aria-live="polite">
        {first !== undefined && last !== undefined
          ? t('bulkCorrections.window', { from: format.count(first), to: format.count(last) })
          : t('bulkCorrections.noneHere')}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        rightSection={<IconChevronRight size={14} stroke={1.8} />}
        disabled={!onNext}
        onClick={onNext}
      >
        {t('bulkCorrections.next')}
      </Button>
      <form className={css.goTo} onSubmit={go}>
        <label htmlFor="go-to-row" className="muted small">
          {t('bulkCorrections.goTo')}
        </label>
        <NumberInput
          id="go-to-row"
          size="xs"
          w={110}
          min={1}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={wanted}
          onChange={setWanted}
        />
        <Button size="compact-sm" variant="default" type="submit">
          {t('bulkCorrections.go')}
        </Button>
      </form>
    </div>
  );
}
