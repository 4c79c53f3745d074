import { Button, CloseButton, SegmentedControl } from '@mantine/core';
import type { Column } from '@sheetport/contract';
import { IconFolderPlus, IconPlus } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { ConditionRow } from './condition-row.tsx';
import { type Condition, type ConditionGroup, firstCondition, isGroup } from './conditions.ts';
import css from './filter.module.css';

/** Conditions of one group, and the groups within it. */
export function ConditionList({
  group,
  columns,
  onChange,
  onRemove,
}: {
  group: ConditionGroup;
  columns: readonly Column[];
  onChange: (group: ConditionGroup) => void;
  /** Given for a group within another one. */
  onRemove?: () => void;
}) {
  const { t } = useTranslation();
  const { parts } = group;
  const put = (at: number, part: Condition | ConditionGroup) =>
    onChange({ ...group, parts: parts.map((one, i) => (i === at ? part : one)) });
  const remove = (at: number) => onChange({ ...group, parts: parts.filter((_, i) => i !== at) });
  const first = columns[0];
  const add = (part: Condition | ConditionGroup) => onChange({ ...group, parts: [...parts, part] });
  return (
    <fieldset className={onRemove ? css.inner : css.outer} aria-label={t('filter.group')}>
      {(parts.length > 1 || onRemove) && (
        <div className={css.match}>
          <SegmentedControl
            size="xs"
            aria-label={t('filter.match')}
            value={group.any ? 'any' : 'all'}
            onChange={(value) => onChange({ ...group, any: value === 'any' })}
            data={[
              { value: 'all', label: t('filter.all') },
              { value: 'any', label: t('filter.any') },
            ]}
          />
          {onRemove && <CloseButton size="sm" aria-label={t('filter.removeGroup')} onClick={onRemove} />}
        </div>
      )}
      {parts.map((part, at) =>
        isGroup(part) ? (
          <ConditionList
            // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
            key={at}
            group={part}
            columns={columns}
            onChange={(next) => put(at, next)}
            onRemove={() => remove(at)}
          />
        ) : (
          <ConditionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place
            key={at}
            condition={part}
            columns={columns}
            number={at + 1}
            autoFocus={at === parts.length - 1}
            onChange={(next) => put(at, next)}
            onRemove={() => remove(at)}
          />
        ),
      )}
      {first && (
        <div className={css.add}>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => add(firstCondition(first))}
          >
            {t('filter.add')}
          </Button>
          {!onRemove && (
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconFolderPlus size={14} />}
              onClick={() => add({ any: true, parts: [firstCondition(first)] })}
            >
              {t('filter.addGroup')}
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}
