import { Button } from '@mantine/core';
import type { Column, Filter } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { ConditionList } from './condition-list.tsx';
import { type ConditionGroup, countConditions, firstCondition, makeFilter, readConditions } from './conditions.ts';
import css from './filter.module.css';

/** Conditions and groups of them, with all or one to hold. The words that are searched for stay as they are. */
export function FilterBuilder({
  columns,
  filter,
  onChange,
  onClose,
}: {
  columns: readonly Column[];
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const known = readConditions(filter);
  const [group, setGroup] = useState<ConditionGroup>(() => {
    if (known && known.group.parts.length > 0) return known.group;
    return { any: false, parts: columns[0] ? [firstCondition(columns[0])] : [] };
  });
  const search = known?.search ?? '';
  const apply = (next: ConditionGroup) => onChange(makeFilter({ search, group: next }, columns));
  const clear = () => {
    onChange(makeFilter({ search, group: { any: false, parts: [] } }, columns));
    onClose();
  };
  const change = (next: ConditionGroup) => {
    setGroup(next);
    // What is taken away is gone at once; what is added waits until it is filled in.
    if (countConditions(next) < countConditions(group)) apply(next);
    if (next.parts.length === 0) onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply(group);
  };
  return (
    <form className={css.filter} onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      {known ? (
        <ConditionList group={group} columns={columns} onChange={change} />
      ) : (
        <p className="muted small">{t('filter.strange')}</p>
      )}
      <div className={css.actions}>
        {filter && (
          <Button variant="default" size="xs" onClick={clear}>
            {t('action.clear')}
          </Button>
        )}
        {known && (
          <Button type="submit" size="xs">
            {t('action.apply')}
          </Button>
        )}
      </div>
    </form>
  );
}
