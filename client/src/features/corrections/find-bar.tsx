import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { Reject } from '@sheetport/contract';
import { IconArrowRight, IconReplace, IconX } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { Cell } from '../../ui/grid/grid-navigation.ts';
import type { CorrectionCells } from './correction-cells.ts';
import css from './corrections.module.css';
import type { Change } from './edits.ts';
import { findCells, nextCell, nextFaultyCell, replaceIn, type Search } from './find-cells.ts';

interface FindProps {
  rows: readonly Reject[];
  cells: CorrectionCells;
  /** The chosen cell. */
  from: Cell | null;
  onGo: (cell: Cell) => void;
  /** All replacements, as one step that can be undone. */
  onReplace: (changes: Change[]) => void;
}

/** Ways through the rows of the grid: the next cell with an issue, and find and replace. */
export function FindBar(props: FindProps) {
  const { rows, cells, from, onGo } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [isAllRight, setAllRight] = useState(false);
  const goToFaulty = () => {
    const isFaulty = (row: number, heading: string) => cells.cell(row, heading).bad !== undefined;
    const next = nextFaultyCell(rows.length, cells.headings, isFaulty, from);
    setAllRight(next === null);
    if (next) onGo(next);
  };
  return (
    <div className={css.find}>
      <div className={css.findButtons}>
        <Button
          size="compact-sm"
          variant="default"
          rightSection={<IconArrowRight size={14} stroke={1.8} />}
          onClick={goToFaulty}
        >
          {t('corrections.nextFaulty')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconReplace size={14} stroke={1.8} />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t('corrections.find')}
        </Button>
        <span className="muted small" role="status">
          {isAllRight && t('corrections.noFaulty')}
        </span>
      </div>
      {open && <FindForm {...props} onClose={() => setOpen(false)} />}
    </div>
  );
}

function FindForm({ rows, cells, from, onGo, onReplace, onClose }: FindProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<Search>({ find: '', whole: false, heading: undefined });
  const [replacement, setReplacement] = useState('');
  const set = (fields: Partial<Search>) => setSearch((before) => ({ ...before, ...fields }));
  const isEmpty = search.find === '' && !search.whole;
  const found = useMemo(
    () => (isEmpty ? [] : findCells(rows.length, cells.headings, cells.textOf, search)),
    [isEmpty, rows, cells, search],
  );
  const goNext = (event: FormEvent) => {
    event.preventDefault();
    const next = nextCell(found, from);
    if (next) onGo(next);
  };
  const replaceAll = () =>
    onReplace(
      found.flatMap(({ row, column }) => {
        const heading = cells.headings[column] as string;
        const reject = rows[row];
        return reject
          ? [{ row: reject.row, heading, text: replaceIn(cells.textOf(row, heading), search, replacement) }]
          : [];
      }),
    );
  return (
    <form className={css.findForm} onSubmit={goNext}>
      <TextInput
        size="xs"
        label={t('corrections.findWhat')}
        value={search.find}
        autoFocus
        onChange={(event) => set({ find: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t('corrections.replaceWith')}
        value={replacement}
        onChange={(event) => setReplacement(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        label={t('corrections.findIn')}
        value={search.heading === undefined ? '' : `=${search.heading}`}
        onChange={(event) =>
          set({ heading: event.currentTarget.value ? event.currentTarget.value.slice(1) : undefined })
        }
        data={[
          { value: '', label: t('corrections.findAllColumns') },
          ...cells.headings.map((heading) => ({ value: `=${heading}`, label: heading })),
        ]}
      />
      <Checkbox
        size="xs"
        className={css.findWhole}
        label={t('corrections.findWhole')}
        checked={search.whole}
        onChange={(event) => set({ whole: event.currentTarget.checked })}
      />
      <div className={css.findButtons}>
        <Button size="xs" variant="default" type="submit" disabled={found.length === 0}>
          {t('corrections.findNext')}
        </Button>
        <Button size="xs" disabled={found.length === 0} onClick={replaceAll}>
          {t('corrections.replaceAll', { count: found.length })}
        </Button>
        <ActionIcon variant="subtle" color="gray" aria-label={t('corrections.findClose')} onClick={onClose}>
          <IconX size={16} stroke={1.8} />
        </ActionIcon>
      </div>
      <p className="muted small" role="status">
        {isEmpty ? t('corrections.findHint') : t('corrections.found', { count: found.length })}
      </p>
    </form>
  );
}
