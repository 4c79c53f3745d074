import { ActionIcon, Button, Checkbox } from '@mantine/core';
import type { Column } from '@sheetport/contract';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './export.module.css';

/** Which columns go out, and in which order: chosen ones first, in their order. */
export function ColumnChooser({
  columns,
  chosen,
  onChange,
}: {
  columns: readonly Column[];
  /** Names; null: all. */
  chosen: readonly string[] | null;
  onChange: (chosen: string[] | null) => void;
}) {
  const { t } = useTranslation();
  const names = chosen ?? columns.map(({ name }) => name);
  const byName = new Map(columns.map((column) => [column.name, column]));
  const listed = [
    ...names.flatMap((name) => byName.get(name) ?? []),
    ...columns.filter(({ name }) => !names.includes(name)),
  ];
  const change = (next: string[]) => {
    const isAll = next.length === columns.length && next.every((name, i) => name === columns[i]!.name);
    onChange(isAll ? null : next);
  };
  const move = (name: string, by: number) => {
    const next = [...names];
    const at = next.indexOf(name);
    next.splice(at, 1);
    next.splice(at + by, 0, name);
    change(next);
  };
  return (
    <fieldset className={css.chooser}>
      <legend className={css.legend}>{t('exports.columns')}</legend>
      <div className="row wrap">
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(null)}>
          {t('exports.allColumns')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
          {t('exports.noColumns')}
        </Button>
      </div>
      <ul className={css.columns}>
        {listed.map(({ name, label }) => {
          const at = names.indexOf(name);
          return (
            <li key={name} className={css.column}>
              <Checkbox
                size="sm"
                label={label}
                checked={at >= 0}
                onChange={(event) =>
                  change(event.currentTarget.checked ? [...names, name] : names.filter((one) => one !== name))
                }
              />
              <span className={css.moves}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  disabled={at <= 0}
                  aria-label={t('exports.moveUp', { name: label })}
                  onClick={() => move(name, -1)}
                >
                  <IconArrowUp size={15} stroke={1.7} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  disabled={at < 0 || at === names.length - 1}
                  aria-label={t('exports.moveDown', { name: label })}
                  onClick={() => move(name, 1)}
                >
                  <IconArrowDown size={15} stroke={1.7} />
                </ActionIcon>
              </span>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
