import { Collapse } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import css from './export.module.css';

/** Fields that fold out. */
export function Fold({
  title,
  note,
  opened,
  onToggle,
  children,
}: {
  title: string;
  note: string;
  opened: boolean;
  onToggle: () => void;
  children: React.ReactNode;
}) {
  return (
    <div className={css.fold}>
      <button type="button" className={css.toggle} aria-expanded={opened} onClick={onToggle}>
        {opened ? <IconChevronDown size={16} stroke={1.8} /> : <IconChevronRight size={16} stroke={1.8} />}
        <span>{title}</span>
        <span className="muted small">{note}</span>
      </button>
      <Collapse expanded={opened}>{opened && <div className={css.inside}>{children}</div>}</Collapse>
    </div>
  );
}
