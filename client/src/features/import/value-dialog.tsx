import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import type { Column } from '@sheetport/contract';
import { IconArrowRight, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import type { PlannedColumn } from './plan.ts';
import css from './value-dialog.module.css';
import { changedValues, fitsColumn, listValues, type ValueMap } from './values.ts';

/** What the values of a column become before they go in. */
export function ValueDialog({
  column,
  target,
  opened,
  onClose,
  onChange,
}: {
  column: PlannedColumn;
  target: Column | undefined;
  opened: boolean;
  onClose: () => void;
  onChange: (values: Record<string, string | null>) => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('mapping.valuesOf', { column: column.heading })} size="lg">
      <ValueForm column={column} target={target} onClose={onClose} onChange={onChange} />
    </Modal>
  );
}

function ValueForm({
  column,
  target,
  onClose,
  onChange,
}: {
  column: PlannedColumn;
  target: Column | undefined;
  onClose: () => void;
  onChange: (values: Record<string, string | null>) => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const [map, setMap] = useState<ValueMap>(column.values);
  const [further, setFurther] = useState('');
  // The lines keep their order while one types.
  const [lines, setLines] = useState(() => listValues(column.source, column.type, target, column.values));
  const set = (value: string, to: string | null) => setMap((before) => ({ ...before, [value]: to }));
  const add = () => {
    const value = further.trim();
    setFurther('');
    if (value === '' || lines.some((line) => line.value === value)) return;
    setLines((before) => [...before, { value, count: null, wrong: !fitsColumn(value, column.type, target) }]);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(changedValues(map));
    onClose();
  };
  const wrong = lines.filter((line) => line.wrong).length;
  return (
    <form className="stack" onSubmit={submit}>
      <p className="muted small">{t('mapping.valuesHint')}</p>
      {wrong > 0 && <p className={css.wrong}>{t('mapping.wrongFirst', { count: wrong })}</p>}
      <ul className={css.lines}>
        {lines.map(({ value, count, wrong }) => {
          const to = Object.hasOwn(map, value) ? map[value] : undefined;
          const bad = typeof to === 'string' && to.trim() !== '' && !fitsColumn(to, column.type, target);
          return (
            <li key={value} className={css.line}>
              <span className={css.from}>
                <span className={`one-line ${wrong ? css.wrong : ''}`} title={value}>
                  {value}
                </span>
                {count !== null && <span className="muted small digits">{format.count(count)}</span>}
              </span>
              <IconArrowRight size={15} className={css.arrow} aria-hidden="true" />
              <TextInput
                size="xs"
                className={css.to}
                aria-label={t('mapping.becomes', { value })}
                placeholder={to === null ? t('mapping.blank') : t('mapping.same')}
                value={to === value ? '' : (to ?? '')}
                maxLength={32_767}
                disabled={to === null}
                error={bad ? t('mapping.doesNotFit', { type: t(`type.${column.type}`) }) : undefined}
                onChange={(event) => {
                  const text = event.currentTarget.value;
                  // Empty means that nothing was said; a blank has its own box.
                  set(value, text === '' ? value : text);
                }}
              />
              <Checkbox
                size="xs"
                label={t('mapping.blank')}
                aria-label={t('mapping.makeBlank', { value })}
                checked={to === null}
                onChange={(event) => set(value, event.currentTarget.checked ? null : value)}
              />
            </li>
          );
        })}
      </ul>
      <div className={css.further}>
        <TextInput
          size="xs"
          className={css.to}
          aria-label={t('mapping.further')}
          placeholder={t('mapping.further')}
          value={further}
          maxLength={1000}
          onChange={(event) => setFurther(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={!further.trim()}
          onClick={add}
        >
          {t('mapping.addValue')}
        </Button>
      </div>
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit">{t('mapping.valuesDone')}</Button>
      </div>
    </form>
  );
}
